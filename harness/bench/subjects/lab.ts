/** `./lab` as a process of its own, the way a user starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../places.ts';
import type { BenchContext } from '../part.ts';

export type LabProcess = {
  /** Seconds since the command was given. */
  seconds(): number;
  /** Resolves as soon as it has printed something; rejects when it ends without. */
  firstOutput(): Promise<void>;
  /** Resolves with the exit code. */
  ended(): Promise<number>;
  /** Ctrl-C; resolves when it is gone. */
  interrupt(): Promise<void>;
};

export function startLab({ signal }: BenchContext, args: readonly string[]): LabProcess {
  const startedMs = performance.now();
  const child = spawn(join(ROOT, 'lab'), args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
    signal,
    killSignal: 'SIGINT',
  });
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const output = once(child.stdout, 'data');
  // It is read to the end, so that the pipe never fills.
  child.stdout.resume();
  return {
    seconds: () => (performance.now() - startedMs) / 1000,
    async firstOutput() {
      const first = await Promise.race([output, exited]);
      if (typeof first === 'number') throw new Error(`./lab ${args.join(' ')} ended with code ${first}.`);
    },
    ended: () => exited,
    async interrupt() {
      child.kill('SIGINT');
      await exited;
    },
  };
}
