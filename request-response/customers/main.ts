/** Starts customers: the API; it calls nobody. */
import { customersRoutes } from '#shared/contract/api.ts';
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { createCustomers } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

await runService(
  'customers',
  'request-response',
  () => readKitchenConfig({}),
  async (settings, platform) => {
    const kitchen = await openKitchen(settings, platform, MIGRATIONS);

    const customers = createCustomers(createStore(kitchen.pool));

    return { routes: customersRoutes(customers), ready: kitchen.ready };
  },
);
