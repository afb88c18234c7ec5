/** Starts stock: no API, only the consumer of orders and of what undoes them. */
import { runService } from '#shared/platform/service.ts';
import { readKitchenConfig } from '../config.ts';
import { openKitchen } from '../kitchen.ts';
import { react } from '../patterns/receiving/reactions.ts';
import { createStock } from './service.ts';
import { createStore, MIGRATIONS } from './store.ts';

await runService(
  'stock',
  'event-driven',
  () => readKitchenConfig({}),
  async (settings, platform) => {
    const kitchen = await openKitchen('stock', settings, platform, MIGRATIONS);
    const { withDeadLetters, withRetry, withOutbox, withInbox, withCompensations, inOneStep } =
      kitchen.patterns;

    const stock = createStock(inOneStep(createStore()));
    const reactions = withCompensations(stock.reactions, stock.compensations);
    kitchen.consume(reactions, withDeadLetters(withRetry(withOutbox(withInbox(react(reactions))))));

    return { routes: [], ready: kitchen.ready };
  },
);
