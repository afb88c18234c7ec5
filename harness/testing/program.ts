/**
 * Runs a tool of node_modules in the repository's root, under the Node that this process runs on. Nothing that it has
 * started is left when it has ended, however it ended: a test runner that is killed leaves the labs of its tests.
 */
import { type StdioOptions, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { ROOT } from '../places.ts';
import { startJanitor } from '../runtimes/janitor.ts';

export type ProgramResult = { code: number; output: string };

/** Another name than that of the labs among them: each of those has a janitor of its own. */
const MARKER_NAME = 'TWO_KITCHENS_PROGRAM';
/** For a lab that was left to heal and clean up. */
const GRACE_MS = 10_000;

/** Resolves when it ended, with all that it wrote; with `live`, what it writes is shown and not kept. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { live?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramResult> {
  const janitor = await startJanitor({ name: MARKER_NAME, graceMs: GRACE_MS });
  const stdio: StdioOptions =
    options.live === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  // The tools' first line is `#!/usr/bin/env node`: the system's Node may be too old for them.
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio,
    env: { ...process.env, ...options.env, ...janitor.marker, PATH: path },
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const code = await exited.finally(() => janitor.close());
  // Only now: what it had left may have held its output open.
  await closed;
  return { code: code ?? 1, output };
}
