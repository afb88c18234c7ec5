/** SIGKILL: the process is gone in an instant, in the middle of whatever it did. Healed by starting the role again. */

import { processOf } from '../scenarios/target.ts';
import type { Fault, Target } from './fault.ts';
import { connectionTo } from './probe.ts';

export const kill: Fault = {
  title: 'killed',
  does: 'SIGKILL: gone in an instant, and started again when it is healed',
  colour: '#d55e00',

  async inject({ runtime, role: of }: Target) {
    const role = processOf(of);
    const before = runtime.instance(role);
    if (before === undefined) throw new Error(`${role} is not running, so it can not be killed.`);
    const exit = await runtime.kill(role);

    return {
      async prove() {
        if (exit.signal !== 'SIGKILL') {
          throw new Error(
            `Process ${before.pid} ended by ${exit.signal ?? `exit code ${exit.code}`}, not by SIGKILL.`,
          );
        }
        const address = runtime.url(role);
        const connection = await connectionTo(address);
        if (connection !== 'refused')
          throw new Error(`${address} should refuse connections; it is ${connection}.`);
        return [`process ${before.pid} ended by SIGKILL`, `${new URL(address).host} refuses connections`];
      },

      async heal() {
        const now = await runtime.start(role);
        if (now.generation === before.generation) {
          throw new Error(`${role} is still its generation ${now.generation}: it was not started anew.`);
        }
        return [`process ${now.pid} started and is ready`];
      },
    };
  },
};
