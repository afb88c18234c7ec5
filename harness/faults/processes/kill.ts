/**
 * SIGKILL: the process is gone in an instant, in the middle of whatever it did. Healed by starting the role again; one that
 * is to stay down is killed for as long as the fault window lasts.
 */
import type { Fault, Target } from '../fault.ts';
import { endOf, proveRefused, startAnew, toEach } from './running.ts';

export const kill: Fault = {
  title: 'killed',
  does: 'SIGKILL: gone in an instant, and started again when it is healed',
  colour: '#d55e00',
  stopsTarget: true,
  ofInstances: true,

  inject: (target: Target) =>
    toEach(target, async ({ role, before }) => {
      const { runtime } = target;
      const exit = await runtime.kill(role);

      return {
        async prove() {
          if (exit.signal !== 'SIGKILL') {
            throw new Error(`Process ${before.pid} ended by ${endOf(exit)}, not by SIGKILL.`);
          }
          return [`process ${before.pid} ended by SIGKILL`, await proveRefused(runtime, role)];
        },
        heal: async () => [await startAnew(runtime, role, before)],
      };
    }),
};
