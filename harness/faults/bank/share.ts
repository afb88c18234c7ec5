/** What the faults of the bank have in common that strike a share of its charges: told to it, and tried out. */
import { z } from 'zod';
import type { Fault, Target } from '../fault.ts';
import { type Ill, type Rehearsed, rehearse, setIll } from './control.ts';

const LEAST_RATE = 0.01;
/** So many rehearsals expect this many strikes: all of them miss once in a thousand proofs. */
const EXPECTED_STRIKES = 7;
const AT_ONCE = 50;

const options = z.object({ rate: z.number().min(LEAST_RATE).max(1).default(1) });

export function bankFault(
  how: Pick<Fault, 'title' | 'words' | 'does' | 'colour'> & {
    ill: Ill;
    /** What a charge comes to that is struck. */
    strikes: Rehearsed;
    /** Says it of several charges: "3 of 7 charges that were tried out …". */
    told: string;
  },
): Fault {
  const { ill, strikes, told, ...looks } = how;

  async function struck(target: Target, count: number): Promise<number> {
    let found = 0;
    for (let left = count; left > 0; left -= AT_ONCE) {
      const batch = Array.from({ length: Math.min(left, AT_ONCE) }, () => rehearse(target.runtime));
      found += (await Promise.all(batch)).filter((what) => what === strikes).length;
    }
    return found;
  }

  return {
    ...looks,
    roles: ['bank'],
    livesInTarget: true,
    options,

    async inject(target) {
      const { rate } = options.parse(target.options ?? {});
      await setIll(target.runtime, ill, rate);
      const count = rate === 1 ? 1 : Math.ceil(EXPECTED_STRIKES / rate);
      const sentence = (found: number) => `${found} of ${count} charges that were tried out ${told}`;

      return {
        async prove() {
          const found = await struck(target, count);
          if (found === 0) throw new Error(`Not one of ${count} charges that were tried out ${told}.`);
          return [sentence(found)];
        },

        async heal() {
          const left = await setIll(target.runtime, ill, 0);
          const found = await struck(target, count);
          if (left !== 0 || found > 0) throw new Error(`The bank goes on: ${sentence(found)}.`);
          return [sentence(0)];
        },
      };
    },
  };
}
