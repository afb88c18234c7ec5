/**
 * Clients that send every order twice, with the same Idempotency-Key: half of them both at once, half the second when the
 * first is answered. How k6's clients behave is planned before the load starts; here it is seen that they do, and that they
 * stop. The part of `duplicate` that is done to clients.
 */
import { type InForce, loadOf, type Target } from '../fault.ts';
import { expectAskedOnce, seenIn } from './seen.ts';

export function sendTwice(target: Target): InForce {
  const load = loadOf(target);
  const fromMs = Date.now();
  const twice = (): number =>
    load.orders().filter(({ sentMs, attempt }) => sentMs >= fromMs && attempt === 2).length;
  return {
    async prove() {
      const seen = await seenIn(load, () => twice() || undefined);
      if (seen === undefined) throw new Error('No client sent an order twice.');
      return [`clients have sent ${seen} orders twice so far`];
    },
    async heal() {
      await expectAskedOnce(load, 'No client sends an order once only.');
      return [`clients sent ${twice()} orders twice; now they send them once`];
    },
  };
}
