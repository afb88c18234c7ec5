/**
 * Many more orders than usual, for a while. The load is planned before it starts, so that every order's intended start is
 * known; what is left to do here is to see that it came, and that it went.
 */
import { spikeOptions } from '../../scenarios/clients.ts';
import { type Fault, type LoadView, loadOf } from '../fault.ts';
import { seenIn } from './seen.ts';

const WINDOW_MS = 1_000;
/** Share of what was planned for a second that must have been seen in it, or may be seen too much when it is over. */
const ENOUGH = 0.8;
const STILL = 1.5;
/** The second that is looked at, and an order after it. */
const LOAD_AFTER_SECONDS = 2;

export const loadSpike: Fault = {
  title: 'many more orders',
  words: () => 'many more orders than usual',
  does: 'clients order many times as much as usual (in a scenario only)',
  colour: '#001177',
  roles: ['clients'],
  options: spikeOptions,
  loadAfterSeconds: LOAD_AFTER_SECONDS,

  async inject(target) {
    const load = loadOf(target);
    const { times } = spikeOptions.parse(target.options ?? {});
    const fromMs = Date.now();
    return {
      async prove() {
        const wanted = load.ratePerSecond * times;
        const seen = await seenIn(load, () => atLeast(sentIn(load, fromMs), wanted * ENOUGH));
        if (seen === undefined) {
          throw new Error(`Clients sent ${sentIn(load, fromMs)} orders in a second, not ${wanted}.`);
        }
        return [`clients sent ${seen} orders in a second, ${load.ratePerSecond} is usual`];
      },
      async heal() {
        const endMs = Date.now();
        const over = (): boolean =>
          load.signal.aborted || load.orders().some(({ sentMs }) => sentMs > endMs + WINDOW_MS);
        if ((await seenIn(load, over)) === undefined) throw new Error('Clients send no more orders.');
        if (load.signal.aborted) return ['the load has ended'];
        const sent = sentIn(load, endMs);
        if (sent > load.ratePerSecond * STILL) throw new Error(`Clients still send ${sent} orders a second.`);
        return [`clients sent ${sent} orders in the second after it`];
      },
    };
  },
};

const sentIn = (load: LoadView, fromMs: number): number =>
  load
    .orders()
    .filter(({ sentMs, attempt = 1 }) => attempt === 1 && sentMs >= fromMs && sentMs < fromMs + WINDOW_MS)
    .length;

const atLeast = (count: number, wanted: number): number | undefined => (count >= wanted ? count : undefined);
