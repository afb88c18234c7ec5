/** The processes of a target, as they are before something is done to them; and the proof that others run in their place. */
import type { Exit, Instance, Runtime } from '../../runtimes/runtime.ts';
import { processesOf } from '../../scenarios/target.ts';
import type { RoleInstance } from '../../systems.ts';
import type { InForce, Target } from '../fault.ts';
import { connectionTo } from '../probe.ts';
import { together } from '../together.ts';

export type Before = { role: RoleInstance; before: Instance };

/** The one that the target names, or all instances of its role. @throws when one does not run, so that nothing can be done to it */
function runningProcesses({ runtime, ...target }: Target): Before[] {
  return processesOf(target, runtime).map((role) => ({ role, before: runningInstance(runtime, role) }));
}

/** @throws likewise */
export function runningInstance(runtime: Runtime, role: RoleInstance): Instance {
  const before = runtime.instance(role);
  if (before === undefined) throw new Error(`${role} is not running, so that nothing can be done to it.`);
  return before;
}

/**
 * Does something to each instance that a target names, all at once.
 * @throws when it can not be done to one of them: the others are healed
 */
export const toEach = async (target: Target, inject: (one: Before) => Promise<InForce>): Promise<InForce> =>
  together(runningProcesses(target).map(inject));

/** Where a role listens, as a URL, whatever it speaks there. */
export function addressOf(runtime: Runtime, role: RoleInstance): string {
  if (role === 'postgres') return runtime.access.databaseUrl('postgres');
  if (role === 'kafka') return `kafka://${runtime.access.kafkaBrokers()}`;
  return runtime.url(role);
}

export const endOf = (exit: Exit): string => exit.signal ?? `exit code ${exit.code}`;

/** @throws when the role takes connections, or does not say no to them */
export async function proveRefused(runtime: Runtime, role: RoleInstance): Promise<string> {
  const { host, href } = new URL(addressOf(runtime, role));
  const connection = await connectionTo(href);
  if (connection !== 'refused') throw new Error(`${host} should refuse connections; it is ${connection}.`);
  return `${host} refuses connections`;
}

/** Starts the role again. @throws when what runs then is what ran before */
export async function startAnew(runtime: Runtime, role: RoleInstance, before: Instance): Promise<string> {
  const now = await runtime.start(role);
  if (now.generation === before.generation || now.pid === before.pid) {
    throw new Error(
      `${role} is still process ${now.pid}, generation ${now.generation}: it was not started anew.`,
    );
  }
  return `process ${now.pid} started and is ready`;
}
