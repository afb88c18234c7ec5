/** Starts stock: it calls nobody. */
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { countedHere } from '../mutants.ts';
import { createStock, stockRoutes } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

await runService(
  'stock',
  'request-response',
  () => readKitchenConfig({}),
  async (settings, platform) => {
    const kitchen = await openKitchen(settings, platform, MIGRATIONS);

    const store = createStore(kitchen.pool);
    const stock = createStock(kitchen.is('non-atomic-stock') ? countedHere(store, kitchen.pool) : store);

    return { routes: stockRoutes(stock), ready: kitchen.ready };
  },
);
