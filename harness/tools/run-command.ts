/** Runs a program of the machine (Maven, Go, tar, initdb …) to its end, with its output kept for the one who must look. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT, LabError } from '../errors.ts';

const KEPT_LINES = 15;

export type RunOptions = {
  folder?: string;
  /** Added to what this process has. */
  environment?: Readonly<Record<string, string>>;
  input?: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
};

/**
 * @returns its output, both streams in one
 * @throws {LabError} 69 with its last lines, when it fails, can't be started, or takes too long
 */
export async function runCommand(
  command: string,
  commandArguments: readonly string[],
  options: RunOptions,
): Promise<string> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  const child = spawn(command, commandArguments, {
    env: { ...process.env, ...options.environment },
    signal: options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]),
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  // A program that does not want its input says so by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  let code: number | null;
  try {
    [code] = (await once(child, 'close')) as [number | null];
  } catch (cause) {
    const because = limit.aborted
      ? `took longer than ${options.timeoutMs / 1000} s`
      : (cause as Error).message;
    throw failed(command, because, output, cause);
  }
  if (code !== 0) throw failed(command, `ended with code ${code}`, output);
  return output;
}

function failed(command: string, because: string, output: string, cause?: unknown): LabError {
  const details = output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-KEPT_LINES);
  return new LabError(EXIT.unavailable, `${command} ${because}.`, { cause, details });
}
