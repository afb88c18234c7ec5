/** Starts orders: the API, the calls to the others, and the recovery of what was left half-way. */
import { ordersRoutes } from '#shared/contract/api.ts';
import { REJECTION_REASONS } from '#shared/domain/order.ts';
import { httpUrls } from '#shared/platform/config.ts';
import { runService } from '#shared/platform/service.ts';
import type { Send } from '../call.ts';
import { deliveryClient } from '../clients/delivery.ts';
import { paymentsClient } from '../clients/payments.ts';
import { stockClient } from '../clients/stock.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { listenToOrders } from '../listeners.ts';
import { acceptLater, acceptNothing } from '../patterns/accept-later.ts';
import { startRecovery } from '../patterns/recovery.ts';
import { createOrders } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const ATTEMPT_TIMEOUT_MS = 1_000;
const RECOVERY = { everyMs: 500, atMostMs: 2_000 };

const config = () =>
  readKitchenConfig({ STOCK_URL: httpUrls, PAYMENTS_URL: httpUrls, DELIVERY_URL: httpUrls });

await runService('orders', 'request-response', config, async (settings, platform) => {
  const kitchen = await openKitchen(settings, platform, MIGRATIONS);
  const { has, patterns } = kitchen;

  const client = (target: string, urls: readonly string[]): Send =>
    kitchen.calls(target, urls, {
      call: [
        has('idempotent') && patterns.withIdempotencyKey,
        has('retries') && patterns.withRetries(target),
        has('timeouts') && patterns.withDeadline(target),
      ],
      eachInstance: [
        has('breakers') && patterns.withBreaker(target),
        has('timeouts') && patterns.withTimeout(ATTEMPT_TIMEOUT_MS),
      ],
    });
  const store = createStore(kitchen.pool);
  const orders = createOrders({
    store: { ...store, place: kitchen.mayDieAfter('after-commit', store.place) },
    stock: stockClient(client('stock', settings.STOCK_URL)),
    payments: paymentsClient(client('payments', settings.PAYMENTS_URL)),
    delivery: deliveryClient(client('delivery', settings.DELIVERY_URL)),
    compensate: patterns.compensate,
    acceptLater: has('accept-later') ? acceptLater(kitchen.pool) : acceptNothing,
    listener: listenToOrders(platform),
    nowMs: () => performance.now(),
  });
  platform.onStop(orders.settle);
  if (has('idempotent')) {
    const recovery = startRecovery({ ...RECOVERY, recover: orders.recover, log: platform.log });
    platform.onStop(recovery.stop);
  }

  platform.metrics.takesOrders(REJECTION_REASONS);
  return { routes: ordersRoutes(orders), ready: kitchen.ready };
});
