/** Starts orders: the API, and the consumer of what the other services found out. */
import { ordersRoutes } from '#shared/contract/api.ts';
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { react } from '../patterns/reactions.ts';
import { createOrders } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

await runService(
  'orders',
  'event-driven',
  () => readKitchenConfig({}),
  async (config, platform) => {
    const kitchen = await openKitchen('orders', config, platform, MIGRATIONS);
    const { withDeadLetters, withRetry, withOutbox, withInbox } = kitchen.patterns;

    const orders = createOrders({
      store: createStore(kitchen.pool),
      wake: kitchen.wake,
      reached: platform.metrics.orderReached,
    });
    kitchen.consume(
      orders.reactions,
      withDeadLetters(withRetry(withOutbox(withInbox(react(orders.reactions))))),
    );

    return { routes: ordersRoutes(orders), ready: kitchen.ready };
  },
);
