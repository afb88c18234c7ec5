/**
 * A harness in small, for a test to kill: a janitor, a watched folder, and three children: a patient one, one that
 * ignores SIGTERM, and one that is stopped. Says in one line of JSON who they are.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { startJanitor } from '../janitor.ts';

const folder = process.argv[2]!;
const janitor = await startJanitor();
await janitor.watch(folder);
mkdirSync(folder);
const start = (script: string): number =>
  spawn(process.execPath, ['-e', script], { detached: true, env: janitor.marker, stdio: 'ignore' }).pid!;

const patient = start('setInterval(() => {}, 1000)');
const stubborn = start("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
const stopped = start('setInterval(() => {}, 1000)');
process.kill(stopped, 'SIGSTOP');
process.stdout.write(`${JSON.stringify({ janitor: janitor.pid, children: [patient, stubborn, stopped] })}\n`);
setInterval(() => undefined, 1_000);
