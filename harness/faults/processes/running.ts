/** The process of a target, as it is before something is done to it; and the proof that another one runs in its place. */
import type { Exit, Instance, Runtime } from '../../runtimes/runtime.ts';
import { processOf } from '../../scenarios/target.ts';
import type { Role } from '../../systems.ts';
import type { Target } from '../fault.ts';
import { connectionTo } from '../probe.ts';

/** @throws when it does not run, so that nothing can be done to it */
export function runningProcess({ runtime, role: of }: Target): { role: Role; before: Instance } {
  const role = processOf(of);
  const before = runtime.instance(role);
  if (before === undefined) throw new Error(`${role} is not running, so that nothing can be done to it.`);
  return { role, before };
}

/** Where a role listens, as a URL, whatever it speaks there. */
export function addressOf(runtime: Runtime, role: Role): string {
  if (role === 'postgres') return runtime.access.databaseUrl('postgres');
  if (role === 'kafka') return `kafka://${runtime.access.kafkaBrokers()}`;
  return runtime.url(role);
}

export const endOf = (exit: Exit): string => exit.signal ?? `exit code ${exit.code}`;

/** @throws when the role takes connections, or does not say no to them */
export async function proveRefused(runtime: Runtime, role: Role): Promise<string> {
  const { host, href } = new URL(addressOf(runtime, role));
  const connection = await connectionTo(href);
  if (connection !== 'refused') throw new Error(`${host} should refuse connections; it is ${connection}.`);
  return `${host} refuses connections`;
}

/** Starts the role again. @throws when what runs then is what ran before */
export async function startAnew(runtime: Runtime, role: Role, before: Instance): Promise<string> {
  const now = await runtime.start(role);
  if (now.generation === before.generation) {
    throw new Error(`${role} is still its generation ${now.generation}: it was not started anew.`);
  }
  return `process ${now.pid} started and is ready`;
}
