/** A harness in small, for a test to kill: a kitchen in containers, one of them paused. Says in one line what its run is called. */
import { silentProgress } from '../../progress.ts';
import { provideContainers } from '../compose/provide.ts';
import { createComposeRuntime } from '../compose.ts';
import { startJanitor } from '../janitor.ts';
import { FAKE_KITCHEN } from './fake-kitchen.ts';

const janitor = await startJanitor();
const { docker } = await provideContainers(['rr'], silentProgress, new AbortController().signal);
const runFolder = process.argv[2]!;
const kitchen = await createComposeRuntime({ side: 'rr', runFolder, docker, janitor, system: FAKE_KITCHEN });
await kitchen.startAll();
await kitchen.pause('orders');
process.stdout.write(`${JSON.stringify({ janitor: janitor.pid, runLabel: janitor.runLabel })}\n`);
setInterval(() => undefined, 1_000);
