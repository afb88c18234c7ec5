/**
 * Clients without mercy: refused, or without an answer, they ask again at once, with the same Idempotency-Key. How k6's
 * clients behave is planned before the load starts; here it is seen that they do, and that they stop.
 */
import { stormOptions } from '../../scenarios/clients.ts';
import { waitUntil } from '../../wait-until.ts';
import { type Fault, type LoadView, loadOf } from '../fault.ts';

/** Until there is an order of the time after it. */
const LOAD_AFTER_SECONDS = 1;
const LOOK_EVERY_MS = 50;
/** Orders are seen when they are answered. */
const LATEST_AFTER_MS = 3_000;

export const retryStorm: Fault = {
  title: 'ask again without mercy',
  words: () => 'clients that ask again without mercy',
  does: 'clients that are refused or get no answer ask again at once, many times (in a scenario only)',
  colour: '#8800ff',
  roles: ['clients'],
  options: stormOptions,
  loadAfterSeconds: LOAD_AFTER_SECONDS,

  async inject(target) {
    const load = loadOf(target);
    const { attempts } = stormOptions.parse(target.options ?? {});
    const fromMs = Date.now();
    return {
      async prove() {
        const begun = (): boolean =>
          load.orders().some(({ sentMs, attempt }) => sentMs >= fromMs && attempt !== undefined);
        if ((await waitUntil(begun, bound(load))) === undefined)
          throw new Error('No client says that it would ask again.');
        return [`clients say that they ask up to ${attempts} times`];
      },
      async heal() {
        const endMs = Date.now();
        const over = (): boolean =>
          load.signal.aborted ||
          load.orders().some(({ sentMs, attempt }) => sentMs > endMs && attempt === undefined);
        if ((await waitUntil(over, bound(load))) === undefined)
          throw new Error('No client says that it asks once only.');
        const again = load.orders().filter(({ sentMs, attempt = 1 }) => sentMs >= fromMs && attempt > 1);
        return [`clients asked again ${again.length} times; now they ask once`];
      },
    };
  },
};

const bound = ({ clientTimeoutMs }: LoadView) => ({
  timeoutMs: clientTimeoutMs + LATEST_AFTER_MS,
  everyMs: LOOK_EVERY_MS,
});
