/** Starts payments: calls the bank. */
import { bankClient } from '#shared/bank/client.ts';
import { httpUrl } from '#shared/platform/config.ts';
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { createPayments, paymentsRoutes } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

/** Below the second that orders wait for an answer. Retrying is left to orders: retries at every level multiply. */
const BANK_TIMEOUT_MS = 800;

const config = () => readKitchenConfig({ BANK_URL: httpUrl });

await runService('payments', 'request-response', config, async (settings, platform) => {
  const kitchen = await openKitchen(settings, platform, MIGRATIONS);

  const bank = bankClient({ url: settings.BANK_URL, timeoutMs: BANK_TIMEOUT_MS, ...platform });
  platform.onStop(bank.close);
  const breaker = kitchen.patterns.breakerFor('bank');
  const payments = createPayments(createStore(kitchen.pool), {
    charge: (charge) => breaker(() => bank.charge(charge)),
    refund: (refund) => breaker(() => bank.refund(refund)),
  });

  return { routes: paymentsRoutes(payments), ready: kitchen.ready };
});
