/** SIGTERM: the process is asked to end, and does so in good order. Healed by starting the role again. */
import type { Exit } from '../../runtimes/runtime.ts';
import type { RoleInstance } from '../../systems.ts';
import type { Fault, Target } from '../fault.ts';
import { endOf, proveRefused, startAnew, toEach } from './running.ts';

/** A Java program that is asked to end says so with 128 and the number of SIGTERM, when all its work is done. */
const JAVA_ENDED = 143;

export const stop: Fault = {
  title: 'stopped',
  does: 'SIGTERM: ends in good order, and is started again when it is healed',
  colour: '#e69f00',
  stopsTarget: true,
  ofInstances: true,

  inject: (target: Target) =>
    toEach(target, async ({ role, before }) => {
      const { runtime } = target;
      const askedAtMs = Date.now();
      const exit = await runtime.stop(role);

      return {
        async prove() {
          if (!isClean(role, exit)) {
            throw new Error(`Process ${before.pid} did not end in good order, but by ${endOf(exit)}.`);
          }
          const afterMs = Math.max(0, exit.atMs - askedAtMs);
          return [
            `process ${before.pid} ended in good order ${afterMs} ms after SIGTERM`,
            await proveRefused(runtime, role),
          ];
        },
        heal: async () => [await startAnew(runtime, role, before)],
      };
    }),
};

export function isClean(role: RoleInstance, { code, signal }: Exit): boolean {
  if (role === 'kafka') return code === JAVA_ENDED || signal === 'SIGTERM';
  return code === 0;
}
