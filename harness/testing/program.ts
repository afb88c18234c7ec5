/** Runs a tool of node_modules in the repository's root, under the Node that this process runs on. */
import { type StdioOptions, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { ROOT } from '../places.ts';

export type ProgramResult = { code: number; output: string };

/** Resolves when it ended, with all that it wrote; with `live`, what it writes is shown and not kept. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { live?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramResult> {
  const stdio: StdioOptions =
    options.live === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  // The tools' first line is `#!/usr/bin/env node`: the system's Node may be too old for them.
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio,
      env: { ...process.env, ...options.env, PATH: path },
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
