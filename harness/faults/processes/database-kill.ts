/** PostgreSQL ends the way a crash ends it, and comes back with its data: what was committed must still be there. */
import type { Fault, Target } from '../fault.ts';
import { logSince, saidSince } from './log-since.ts';
import { endOf, proveRefused, runningInstance, startAnew } from './running.ts';

/** What PostgreSQL says when it starts on files that nobody has closed. */
const RECOVERY = /was not properly shut down; automatic recovery in progress/;

export const databaseKill: Fault = {
  title: 'killed',
  words: () => 'the database killed',
  does: 'PostgreSQL ended as by a crash, with all its connections: started again when it is healed, it recovers',
  colour: '#332200',
  roles: ['postgres'],
  stopsTarget: true,

  async inject(target: Target) {
    const { runtime } = target;
    const role = 'postgres';
    const before = runningInstance(runtime, role);
    const log = await logSince(runtime, role);
    const exit = await runtime.kill(role);

    return {
      // By which signal depends on the runtime: SIGQUIT ends all of PostgreSQL's processes, where SIGKILL may leave children.
      prove: async () => [`process ${before.pid} ended by ${endOf(exit)}`, await proveRefused(runtime, role)],

      async heal() {
        const started = await startAnew(runtime, role, before);
        return [started, await saidSince(log, RECOVERY)];
      },
    };
  },
};
