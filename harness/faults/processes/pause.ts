/** SIGSTOP: the process stands still. It holds all that it holds, connections open, and answers nobody. */
import { roleOf } from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';
import type { Fault, Target } from '../fault.ts';
import { answerOf } from '../probe.ts';
import { frozenState } from './frozen.ts';
import { addressOf, toEach } from './running.ts';

const ANSWERS_AGAIN = { timeoutMs: 10_000, everyMs: 20 };

export const pause: Fault = {
  title: 'paused',
  does: 'SIGSTOP: stands still with all its connections open, and goes on when it is healed',
  colour: '#f0e442',
  stopsTarget: true,
  ofInstances: true,

  inject: (target: Target) =>
    toEach(target, async ({ role, before }) => {
      const { runtime } = target;
      await runtime.pause(role);
      const ask = () => answerOf(roleOf(role), addressOf(runtime, role));
      const { host } = new URL(addressOf(runtime, role));

      return {
        async prove() {
          const state = frozenState(before.pid);
          if (state === undefined) throw new Error(`Process ${before.pid} is not standing still.`);
          const answer = await ask();
          if (answer !== 'silent') throw new Error(`${host} should not answer; it is ${answer}.`);
          return [`process ${before.pid} ${state}`, `${host} takes connections, and does not answer`];
        },

        async heal() {
          await runtime.resume(role);
          const answers = await waitUntil(async () => (await ask()) === 'answers', ANSWERS_AGAIN);
          if (answers === undefined) throw new Error(`${host} does not answer again.`);
          return [`process ${before.pid} goes on, and answers`];
        },
      };
    }),
};
