/** The bank answers late; before it does, it has done nothing. */
import { z } from 'zod';
import type { Fault } from '../fault.ts';
import { rehearsedMs, setIll } from './control.ts';

/** More than a bank takes that is not slow. */
const LEAST_MS = 50;
const LONGEST_MS = 60_000;
/** Nobody waits longer than this for a proof: an answer that is later still is late enough. */
const PROVEN_AFTER_MS = 1_000;
/** A timer may be early by a part of a millisecond. */
const TIMER_SLACK_MS = 1;

const options = z.object({ latencyMs: z.int().min(LEAST_MS).max(LONGEST_MS).default(5_000) });

export const bankSlow: Fault = {
  title: 'slow',
  words: () => 'a slow bank',
  does: 'the bank waits before it does anything, and so answers late',
  colour: '#009e73',
  roles: ['bank'],
  livesInTarget: true,
  options,

  async inject({ runtime, options: given = {} }) {
    const { latencyMs } = options.parse(given);
    await setIll(runtime, 'latencyMs', latencyMs);
    const boundMs = Math.min(latencyMs, PROVEN_AFTER_MS);

    return {
      async prove() {
        const tookMs = await rehearsedMs(runtime, latencyMs < PROVEN_AFTER_MS ? LONGEST_MS : boundMs);
        if (tookMs === undefined) return [`a charge that was tried out had no answer after ${boundMs} ms`];
        if (tookMs + TIMER_SLACK_MS < boundMs) {
          throw new Error(`A charge that was tried out was answered after ${Math.round(tookMs)} ms.`);
        }
        return [`a charge that was tried out was answered after ${Math.round(tookMs)} ms`];
      },

      async heal() {
        const left = await setIll(runtime, 'latencyMs', 0);
        const tookMs = await rehearsedMs(runtime, PROVEN_AFTER_MS);
        if (left !== 0 || tookMs === undefined) throw new Error('The bank is still slow.');
        return [`a charge that was tried out was answered after ${Math.round(tookMs)} ms`];
      },
    };
  },
};
