/** Runs `./lab` the way a user does, for tests: its output, its exit code, and what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../places.ts';

export type LabRun = {
  child: ChildProcess;
  /** What it has written so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when standard error matches; rejects when it ends before. */
  says(pattern: RegExp): Promise<void>;
  /** Resolves with how it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

export function lab(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): LabRun {
  const child = spawn(join(ROOT, 'lab'), args, {
    cwd: options.cwd ?? ROOT,
    // Jest's own options are not meant for the lab.
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(stderr)) resolve();
        };
        child.stderr.on('data', look);
        look();
        void ended.then(({ code, signal }) => {
          look();
          reject(
            new Error(
              `./lab ${args.join(' ')} ended (${code ?? signal}) without saying ${pattern}:\n${stderr}`,
            ),
          );
        }, reject);
      }),
  };
}

/** Runs it to its end. */
export async function labToItsEnd(args: readonly string[], options: Parameters<typeof lab>[1] = {}) {
  const run = lab(args, options);
  const { code } = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}
