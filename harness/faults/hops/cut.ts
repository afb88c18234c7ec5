/**
 * The way from a role to another is cut: what is sent vanishes, and nobody is told. Connections stay open and can be made,
 * as through a network that loses every packet; they are silent, and those of before end when it is healed. Only
 * the end of a connection still passes, where one side gives it up.
 */
import { z } from 'zod';
import { DIRECTIONS } from '../../runtimes/hops/hop.ts';
import type { Fault, Target } from '../fault.ts';
import { toEachWay } from './each-way.ts';
import { answerAgain, inMs, roundTrip } from './round-trip.ts';

/** Silent for so long is silent; more, when it was slow before. */
const SILENT_MS = 1_000;
const TIMES_BEFORE = 3;

const options = z.object({
  /** `request`: it never arrives. `answer`: it arrives and is carried out, and the answer never comes. */
  direction: z.enum(DIRECTIONS).default('both'),
});

export const cut: Fault = {
  title: 'cut',
  does: 'what is sent on the way from a role to another (payments:bank) vanishes: both ways, or one',
  colour: '#550055',
  isOfHop: true,
  options,

  async inject(target: Target) {
    const { direction } = options.parse(target.options ?? {});
    return toEachWay(target, async ({ hop, end, beforeMs }) => {
      await hop.cut({ direction });

      return {
        async prove() {
          const giveUpMs = Math.max(SILENT_MS, TIMES_BEFORE * beforeMs);
          const took = await roundTrip(hop.address, end, { giveUpMs });
          if (took !== 'silent')
            throw new Error(
              `${end} should be silent on this way; it ${took === 'closed' ? 'closes' : 'answers'}.`,
            );
          return [
            `${end} is silent on this way for ${inMs(giveUpMs)}; before, it answered in ${inMs(beforeMs)}`,
          ];
        },

        async heal() {
          await hop.clear();
          const took = await answerAgain(hop.address, end);
          if (typeof took === 'number') return [`${end} answers in ${inMs(took)} again`];
          throw new Error(`${end} does not answer on this way: ${took}.`);
        },
      };
    });
  },
};
