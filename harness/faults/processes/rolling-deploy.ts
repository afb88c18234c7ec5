/**
 * A new version is rolled out, though it is the same one: instance after instance is ended and started again, each when the
 * one before is ready, while the others work on. It goes on by itself; healing it waits for its end, which comes with the
 * instance under way when everything is ended before its time.
 */
import { z } from 'zod';
import type { Runtime } from '../../runtimes/runtime.ts';
import { processesOf, SERVICES } from '../../scenarios/target.ts';
import { SYSTEMS, servicesOf } from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';
import type { Fault, Target } from '../fault.ts';
import { type Before, endOf, runningInstance, startAnew } from './running.ts';
import { isClean } from './stop.ts';

const LOOK_EVERY_MS = 20;

const options = z.object({
  /** Asked to end, so that what was begun is finished; else killed. */
  drain: z.boolean().default(true),
  /** So long an instance has been ready before the next one goes: callers may not trust it at once (a circuit is open). */
  restMs: z.int().min(0).max(60_000).default(0),
});

export const rollingDeploy: Fault = {
  title: 'replaced one by one',
  does: 'instance after instance is ended, by SIGTERM or without `drain` by SIGKILL, and started again before the next one',
  colour: '#00f090',
  roles: [SERVICES, ...servicesOf(SYSTEMS.rr).map(({ role }) => role)],
  needsInstances: 2,
  stopsTarget: true,
  options,

  async inject(target: Target) {
    const { runtime, endedEarly } = target;
    const { drain, restMs } = options.parse(target.options ?? {});
    const [first, ...others] = processesOf(target, runtime).map(
      (role): Before => ({ role, before: runningInstance(runtime, role) }),
    );
    const firstOne = replace(runtime, first!, drain);
    const rolling = firstOne.then(async () => {
      const replaced: string[] = [];
      for (const each of others) {
        // What is whole stays so.
        const isOver = () => endedEarly?.aborted === true;
        if (await waitUntil(isOver, { timeoutMs: restMs, everyMs: LOOK_EVERY_MS })) break;
        replaced.push(await replace(runtime, each, drain));
      }
      return replaced;
    });
    // Whoever has it proven, or heals it, hears of a failure.
    rolling.catch(() => undefined);

    return {
      prove: async () => [await firstOne],

      async heal() {
        try {
          return await rolling;
        } finally {
          await startWhatIsDown(target);
        }
      },
    };
  },
};

/** @throws when it did not end in the way it was to, or nothing new runs in its place */
async function replace(runtime: Runtime, { role, before }: Before, drain: boolean): Promise<string> {
  const askedAtMs = Date.now();
  const exit = await (drain ? runtime.stop(role) : runtime.kill(role));
  const [isAsWanted, how] = drain
    ? [isClean(role, exit), 'in good order']
    : [exit.signal === 'SIGKILL', 'by SIGKILL'];
  if (!isAsWanted)
    throw new Error(`${role}: process ${before.pid} did not end ${how}, but by ${endOf(exit)}.`);
  const started = await startAnew(runtime, role, before);
  const afterMs = Math.max(0, exit.atMs - askedAtMs);
  return `${role}: process ${before.pid} ended ${how} after ${afterMs} ms, ${started}`;
}

async function startWhatIsDown({ runtime, ...target }: Target): Promise<void> {
  for (const role of processesOf(target, runtime))
    if (runtime.instance(role) === undefined) await runtime.start(role);
}
