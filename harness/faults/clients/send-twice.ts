/**
 * Clients that send every order twice, with the same Idempotency-Key: half of them both at once, half the second when the
 * first is answered. How k6's clients behave is planned before the load starts; here it is seen that they do, and that they
 * stop. The part of `duplicate` that is done to clients.
 */
import { waitUntil } from '../../wait-until.ts';
import { type InForce, type LoadView, loadOf, type Target } from '../fault.ts';

const LOOK_EVERY_MS = 50;
/** Orders are seen when they are answered. */
const LATEST_AFTER_MS = 3_000;

export function sendTwice(target: Target): InForce {
  const load = loadOf(target);
  const fromMs = Date.now();
  const twice = (): number =>
    load.orders().filter(({ sentMs, attempt }) => sentMs >= fromMs && attempt === 2).length;
  return {
    async prove() {
      const seen = await waitUntil(() => twice() || undefined, bound(load));
      if (seen === undefined) throw new Error('No client sent an order twice.');
      return [`clients have sent ${seen} orders twice so far`];
    },
    async heal() {
      const endMs = Date.now();
      const over = (): boolean =>
        load.signal.aborted ||
        load.orders().some(({ sentMs, attempt }) => sentMs > endMs && attempt === undefined);
      if ((await waitUntil(over, bound(load))) === undefined)
        throw new Error('No client sends an order once only.');
      return [`clients sent ${twice()} orders twice; now they send them once`];
    },
  };
}

const bound = ({ clientTimeoutMs }: LoadView) => ({
  timeoutMs: clientTimeoutMs + LATEST_AFTER_MS,
  everyMs: LOOK_EVERY_MS,
});
