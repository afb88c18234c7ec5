/** Starts delivery: asks customers for the address. */
import { httpUrls } from '#shared/platform/config.ts';
import { runService } from '#shared/platform/service.ts';
import { customersClient } from '../clients/customers.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { createDelivery, deliveryRoutes } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

/** Below the second that orders wait for an answer. Retrying is left to orders: retries at every level multiply. */
const ATTEMPT_TIMEOUT_MS = 800;

const config = () => readKitchenConfig({ CUSTOMERS_URL: httpUrls });

await runService('delivery', 'request-response', config, async (settings, platform) => {
  const kitchen = await openKitchen(settings, platform, MIGRATIONS);
  const { has, patterns } = kitchen;

  const customers = kitchen.calls('customers', settings.CUSTOMERS_URL, {
    call: [],
    eachInstance: [
      has('breakers') && patterns.withBreaker('customers'),
      has('timeouts') && patterns.withTimeout(ATTEMPT_TIMEOUT_MS),
    ],
  });
  const delivery = createDelivery(createStore(kitchen.pool), customersClient(customers));

  return { routes: deliveryRoutes(delivery), ready: kitchen.ready };
});
