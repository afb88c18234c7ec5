/**
 * The janitor: a small process that outlives the harness. It reads one JSON line a message from its standard input, a
 * pipe that only the harness holds: when that ends without a goodbye, the harness has died, and the janitor ends what
 * the run had started, removes its containers and data folders, and exits. It never carries the run's marker itself.
 */
import { createInterface } from 'node:readline';
import { type ContainerSweep, sweepContainers } from '../compose/sweep-containers.ts';
import { JANITOR_EXIT } from './janitor-exit.ts';
import { removeFolders, sweepProcesses } from './sweep.ts';

export type JanitorMessage =
  | { marker: string; graceMs?: number | undefined }
  | { watch: string }
  | { unwatch: string }
  | { containers: ContainerSweep };

// It lives in a session of its own, but a careless `kill` or a closing terminal must not take it before the rest.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);
// The harness may be gone when it is told.
process.stdout.on('error', () => undefined);

let marker: string | undefined;
let graceMs: number | undefined;
let containers: ContainerSweep | undefined;
const folders = new Set<string>();

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as JanitorMessage;
  if ('watch' in message) folders.add(message.watch);
  else if ('unwatch' in message) folders.delete(message.unwatch);
  else if ('containers' in message) containers = message.containers;
  else {
    ({ marker, graceMs } = message);
    process.stdout.write('ready\n');
  }
}

// A goodbye is no different: the harness closes the pipe after it has stopped everything, and the sweep finds nothing.
// Processes first: among them are clients of Docker that would go on making containers.
const left = marker === undefined ? [] : await sweepProcesses(marker, graceMs);
const containersLeft = containers === undefined ? [] : await sweepContainers(containers).catch(complain);
const kept = removeFolders(folders);
if (left.length > 0) process.exit(JANITOR_EXIT.processesLeft);
if (containersLeft.length > 0) process.exit(JANITOR_EXIT.containersLeft);
process.exit(kept.length > 0 ? JANITOR_EXIT.foldersLeft : JANITOR_EXIT.clean);

function complain(error: Error): string[] {
  process.stderr.write(`lab: containers could not be removed: ${error.message.trim()}\n`);
  return [error.message];
}
