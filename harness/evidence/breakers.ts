/** What the circuit breakers did, from the services' own logs. A picture of the run: no check of safety rests on a log. */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Runtime } from '../runtimes/runtime.ts';
import { SYSTEMS } from '../systems.ts';
import type { BreakerTransition } from './records.ts';

type LogLine = { msg: string; service: string; target: string; to: BreakerTransition['to']; atMs: number };

/** All transitions of a kitchen's breakers, in the order of time. */
export async function breakerTransitions(runtime: Runtime): Promise<BreakerTransition[]> {
  const logs = await Promise.all(SYSTEMS[runtime.side].services.map(({ role }) => runtime.logFile(role)));
  const found = await Promise.all(logs.filter((file) => existsSync(file)).map(transitionsIn));
  return found.flat().sort((one, other) => one.atMs - other.atMs);
}

async function transitionsIn(logFile: string): Promise<BreakerTransition[]> {
  const transitions: BreakerTransition[] = [];
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    // Parsing every line of a busy log would cost more than all the rest of the evidence.
    if (!line.includes('"msg":"breaker"') || !line.endsWith('}')) continue;
    const { service, target, to, atMs } = JSON.parse(line) as LogLine;
    transitions.push({ service, target, to, atMs });
  }
  return transitions;
}
