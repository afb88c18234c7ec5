/** Starts orders: the API, and the consumer of what the other services found out. */
import { ordersRoutes } from '#shared/contract/api.ts';
import { REJECTION_REASONS } from '#shared/domain/order.ts';
import { runService } from '#shared/platform/service.ts';
import { LINGER_MS, lingerMs, readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { react } from '../patterns/receiving/reactions.ts';
import { createOrders } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const config = () => readKitchenConfig({ RELAY_LINGER_MS: lingerMs.default(LINGER_MS.orders) });

await runService('orders', 'event-driven', config, async (settings, platform) => {
  const kitchen = await openKitchen('orders', settings, platform, MIGRATIONS);
  const { withDeadLetters, withRetry, withOutbox, withOutboxRow, withInbox } = kitchen.patterns;

  const orders = createOrders({
    store: createStore(kitchen.pool, withOutboxRow),
    publish: kitchen.publish,
    reached: platform.metrics.orderReached,
  });
  kitchen.consume(
    orders.reactions,
    withDeadLetters(withRetry(withOutbox(withInbox(react(orders.reactions))))),
  );

  platform.metrics.takesOrders(REJECTION_REASONS);
  return { routes: ordersRoutes(orders), ready: kitchen.ready };
});
