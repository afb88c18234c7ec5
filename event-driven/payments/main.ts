/** Starts payments: no API, only the consumer of reserved orders and of what undoes them; calls the bank. */
import { bankClient } from '#shared/bank/client.ts';
import { httpUrls } from '#shared/platform/config.ts';
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { react } from '../patterns/receiving/reactions.ts';
import { createPayments } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const BANK_TIMEOUT_MS = 2_000;

const config = () => readKitchenConfig({ BANK_URL: httpUrls });

await runService('payments', 'event-driven', config, async (settings, platform) => {
  const kitchen = await openKitchen('payments', settings, platform, MIGRATIONS);
  const { withDeadLetters, withRetry, withAnswers, withOutbox, withInbox, withCompensations, chargeKey } =
    kitchen.patterns;

  const bank = bankClient({ urls: settings.BANK_URL, timeoutMs: BANK_TIMEOUT_MS, ...platform });
  platform.onStop(bank.close);
  const payments = createPayments(createStore(), bank, chargeKey);
  const reactions = withCompensations(payments.reactions, payments.compensations);
  kitchen.consume(
    reactions,
    withDeadLetters(withRetry(withAnswers(reactions, withOutbox(withInbox(react(reactions)))))),
  );

  return { routes: [], ready: kitchen.ready };
});
