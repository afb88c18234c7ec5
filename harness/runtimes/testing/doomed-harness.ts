/**
 * A harness in small, for a test to kill: a janitor, a watched folder, and four children: a patient one, one that
 * ignores SIGTERM, one that is stopped, and a proxy whose one way is cut. Says in one line of JSON who they are.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentProgress } from '../../progress.ts';
import { ensureTools } from '../../tools/tools.ts';
import { planHops } from '../hops/hops.ts';
import { toxiproxyProgram } from '../hops/toxiproxy-program.ts';
import { startJanitor } from '../janitor.ts';
import { startProcess } from '../processes/managed-process.ts';
import { FAKE_KITCHEN } from './fake-kitchen.ts';

const folder = process.argv[2]!;
const janitor = await startJanitor();
await janitor.watch(folder);
mkdirSync(folder);
const start = (script: string): number =>
  spawn(process.execPath, ['-e', script], { detached: true, env: janitor.marker, stdio: 'ignore' }).pid!;

async function startCutProxy(): Promise<number> {
  const { toxiproxy } = await ensureTools(['toxiproxy'], silentProgress);
  const upstream = () => '127.0.0.1:9';
  const hops = await planHops(FAKE_KITCHEN, 1, { listen: '127.0.0.1', upstream });
  const logFile = join(folder, 'toxiproxy.log');
  const program = toxiproxyProgram({ program: toxiproxy, hops, environment: janitor.marker, logFile });
  const proxy = await startProcess(await program.command());
  await program.ready(proxy);
  await hops.hop('gateway', 'orders').cut({ direction: 'both' });
  return proxy.pid;
}

const patient = start('setInterval(() => {}, 1000)');
const stubborn = start("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
const stopped = start('setInterval(() => {}, 1000)');
process.kill(stopped, 'SIGSTOP');
const children = [patient, stubborn, stopped, await startCutProxy()];
process.stdout.write(`${JSON.stringify({ janitor: janitor.pid, children })}\n`);
setInterval(() => undefined, 1_000);
