/** Starts stock: it calls nobody. */
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { createStock, stockRoutes } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

await runService(
  'stock',
  'request-response',
  () => readKitchenConfig({}),
  async (settings, platform) => {
    const kitchen = await openKitchen(settings, platform, MIGRATIONS);

    const stock = createStock(kitchen.patterns.inOneStep(createStore(kitchen.pool)));

    return { routes: stockRoutes(stock), ready: kitchen.ready };
  },
);
