/** A kitchen of PostgreSQL and three services that do next to nothing, for tests of a runtime. */
import type { ServiceDescription, ServiceRole, SystemDescription } from '../../systems.ts';

const service = (role: ServiceRole, more: Partial<ServiceDescription> = {}): ServiceDescription => ({
  ...{ role, entry: 'harness/runtimes/testing/fake-service.ts', database: false, kafka: false, calls: [] },
  ...more,
});

export const FAKE_KITCHEN: SystemDescription = {
  ...{ side: 'rr', name: 'fake', infrastructure: ['postgres'] },
  services: [
    service('gateway', { calls: ['orders'] }),
    service('orders', { database: true }),
    service('bank'),
  ],
};

/** Its bank can't start. */
export const BROKEN_KITCHEN: SystemDescription = {
  ...FAKE_KITCHEN,
  services: [service('gateway'), service('bank', { entry: 'harness/runtimes/testing/broken-service.ts' })],
};
