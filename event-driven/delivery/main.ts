/** Starts delivery: no API, only the consumer of paid orders and of customers who move. */
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { repeatedly } from '../patterns/failures/repeatedly.ts';
import { messagesOf, react } from '../patterns/receiving/reactions.ts';
import { createDelivery } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

const SETTLE_EVERY_MS = 500;

await runService(
  'delivery',
  'event-driven',
  () => readKitchenConfig({}),
  async (settings, platform) => {
    const kitchen = await openKitchen('delivery', settings, platform, MIGRATIONS);
    const { withDeadLetters, withRetry, withOutbox, withInbox } = kitchen.patterns;

    const delivery = createDelivery(createStore());
    kitchen.consume(
      delivery.reactions,
      withDeadLetters(withRetry(withOutbox(withInbox(react(delivery.reactions))))),
    );
    const readingNewsForMs = (customerId: string) => kitchen.consumingForMs('customers', customerId);
    const settle = () =>
      kitchen.publishing(async (connection) => ({
        messages: messagesOf(await delivery.settleOverdue(connection, readingNewsForMs)),
      }));
    platform.onDrain(repeatedly(settle, SETTLE_EVERY_MS, platform.log));

    return { routes: [], ready: kitchen.ready };
  },
);
