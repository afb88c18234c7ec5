/** What the circuit breakers did, from the services' own logs. A picture of the run: no check of safety rests on a log. */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Runtime } from '../runtimes/runtime.ts';
import { instanceOf, type RoleInstance, type ServiceRole, SYSTEMS } from '../systems.ts';
import type { BreakerTransition } from './records.ts';

type LogLine = { target: ServiceRole; targetInstance?: number; to: BreakerTransition['to']; atMs: number };

/** All transitions of a kitchen's breakers, in the order of time. */
export async function breakerTransitions(runtime: Runtime): Promise<BreakerTransition[]> {
  const instances = SYSTEMS[runtime.side].services.flatMap(({ role }) => runtime.instancesOf(role));
  const logs = await Promise.all(
    instances.map(async (instance) => [instance, await runtime.logFile(instance)] as const),
  );
  const found = await Promise.all(
    logs.filter(([, file]) => existsSync(file)).map(([instance, file]) => transitionsIn(file, instance)),
  );
  return found.flat().sort((one, other) => one.atMs - other.atMs);
}

/** Each instance has breakers of its own, one for each instance that it calls. */
async function transitionsIn(logFile: string, service: RoleInstance): Promise<BreakerTransition[]> {
  const transitions: BreakerTransition[] = [];
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    // Parsing every line of a busy log would cost more than all the rest of the evidence.
    if (!line.includes('"msg":"breaker"') || !line.endsWith('}')) continue;
    const { target, targetInstance = 1, to, atMs } = JSON.parse(line) as LogLine;
    transitions.push({ service, target: instanceOf(target, targetInstance), to, atMs });
  }
  return transitions;
}
