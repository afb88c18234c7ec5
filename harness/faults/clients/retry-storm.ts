/**
 * Clients without mercy: refused, or without an answer, they ask again at once, with the same Idempotency-Key. How k6's
 * clients behave is planned before the load starts; here it is seen that they do, and that they stop.
 */
import { stormOptions } from '../../scenarios/clients.ts';
import { type Fault, loadOf } from '../fault.ts';
import { expectAskedOnce, seenIn } from './seen.ts';

/** Until there is an order of the time after it. */
const LOAD_AFTER_SECONDS = 1;

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
        if ((await seenIn(load, begun)) === undefined)
          throw new Error('No client says that it would ask again.');
        return [`clients say that they ask up to ${attempts} times`];
      },
      async heal() {
        await expectAskedOnce(load, 'No client says that it asks once only.');
        const again = load.orders().filter(({ sentMs, attempt = 1 }) => sentMs >= fromMs && attempt > 1);
        return [`clients asked again ${again.length} times; now they ask once`];
      },
    };
  },
};
