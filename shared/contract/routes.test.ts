import { describe, expect, test } from '@jest/globals';
import { customersRoutes, ordersRoutes } from './api.ts';
import { API_ROUTES } from './routes.ts';

describe('API_ROUTES', () => {
  test('every route: is served by the service that owns it', () => {
    const unused = () => Promise.reject(new Error('not called here'));
    const served = {
      orders: ordersRoutes({ place: unused, find: unused }),
      customers: customersRoutes({ change: unused, find: unused }),
    };
    for (const { owner, method, path } of API_ROUTES) {
      const routes = served[owner].map((route) => `${route.method} ${route.path}`);
      expect(routes).toContain(`${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    }
  });
});
