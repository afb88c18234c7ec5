/** The way from a role to another takes longer, over the connections that are open as over new ones. */
import { z } from 'zod';
import { DIRECTIONS } from '../../runtimes/hops/hop.ts';
import type { Fault, Target } from '../fault.ts';
import { toEachWay } from './each-way.ts';
import { answerAgain, inMs, roundTrip } from './round-trip.ts';

/** What is added to it, an answer has in any case to be given. */
const PATIENCE_MS = 10_000;

const options = z
  .object({
    /** How much later an answer comes, whatever the direction. Less could not be told from a busy machine. */
    latencyMs: z.int().min(20).max(60_000).default(500),
    jitterMs: z.int().min(0).max(30_000).default(0),
    /** Which way it is held up: with `both`, half of it each way. */
    direction: z.enum(DIRECTIONS).default('both'),
  })
  .refine(({ latencyMs, jitterMs }) => jitterMs <= latencyMs / 2, {
    path: ['jitterMs'],
    message: 'must be at most half of latencyMs',
  });

export const slow: Fault = {
  title: 'slow',
  does: 'the way from a role to another (payments:bank) takes latencyMs longer, give or take jitterMs',
  colour: '#5544bb',
  isOfHop: true,
  options,

  async inject(target: Target) {
    const how = options.parse(target.options ?? {});
    return toEachWay(target, async ({ hop, end, beforeMs }) => {
      await hop.slow(how);
      const leastMs = how.latencyMs - how.jitterMs;

      return {
        async prove() {
          const giveUpMs = how.latencyMs + how.jitterMs + PATIENCE_MS;
          const took = await roundTrip(hop.address, end, { giveUpMs });
          if (typeof took !== 'number' || took < leastMs) {
            const found = typeof took === 'number' ? inMs(took) : took;
            throw new Error(`An answer of ${end} should take ${leastMs} ms or more; it is: ${found}.`);
          }
          return [`${end} answers in ${inMs(took)} on this way; before, in ${inMs(beforeMs)}`];
        },

        async heal() {
          await hop.clear();
          const took = await answerAgain(hop.address, end, { belowMs: leastMs });
          if (typeof took === 'number' && took < leastMs) return [`${end} answers in ${inMs(took)} again`];
          throw new Error(`${end} does not answer in less than ${leastMs} ms again.`);
        },
      };
    });
  },
};
