/** Starts payments: calls the bank. */
import { bankClient } from '#shared/bank/client.ts';
import { httpUrls } from '#shared/platform/config.ts';
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { letThrough } from '../patterns/breaker.ts';
import { NO_TIMEOUT_MS } from '../patterns/timeout.ts';
import { createPayments, paymentsRoutes } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

/** Below the second that orders wait for an answer. Retrying is left to orders: retries at every level multiply. */
const BANK_TIMEOUT_MS = 800;

const config = () => readKitchenConfig({ BANK_URL: httpUrls });

await runService('payments', 'request-response', config, async (settings, platform) => {
  const kitchen = await openKitchen(settings, platform, MIGRATIONS);
  const { has, patterns, mayDieAfter } = kitchen;

  const timeoutMs = has('timeouts') ? BANK_TIMEOUT_MS : NO_TIMEOUT_MS;
  const bank = bankClient({ urls: settings.BANK_URL, timeoutMs, ...platform });
  platform.onStop(bank.close);
  const breaker = has('breakers') ? patterns.breakerFor('bank') : letThrough;
  const payments = createPayments(createStore(kitchen.pool), {
    charge: mayDieAfter('after-charge-before-record', (charge) => breaker(() => bank.charge(charge))),
    refund: (refund) => breaker(() => bank.refund(refund)),
  });

  return { routes: paymentsRoutes(payments), ready: kitchen.ready };
});
