/** How an error ends the command: one sentence on standard error, and the exit code that the README documents. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CommanderError } from 'commander';
import { EXIT, type ExitCode, LabError } from '../../errors.ts';
import { LAB_FOLDER } from '../../places.ts';

/** What to tell the user, and how to exit. Lines of `details` are shown indented below the sentence. */
export type Failure = { exitCode: ExitCode; sentence: string; details: readonly string[] };

/** How the C library says it, and with it every program; Node.js begins with a small letter. */
const DISK_FULL = /no space left on device/i;

/** Any thrown value as a failure, or null when it is no failure (`--help`, `--version`). */
export function failureOf(error: unknown, keepStack: (stack: string) => string = writeStack): Failure | null {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null;
    return { exitCode: EXIT.usage, sentence: usageSentence(error.message), details: [] };
  }
  if (isDiskFull(error)) {
    return {
      exitCode: EXIT.unavailable,
      sentence:
        'The disk is full. Free some space (old runs are in runs/, what can be fetched again in .lab/) and try again.',
      details: [],
    };
  }
  if (error instanceof LabError) {
    return { exitCode: error.exitCode, sentence: error.message, details: error.details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    exitCode: EXIT.failed,
    sentence: `Something unexpected went wrong: ${firstLine(message)} ${keepStack(describe(error))}`,
    details: [],
  };
}

export function reportFailure(failure: Failure, error: unknown): void {
  process.stderr.write(`lab: ${failure.sentence}\n${failure.details.map((line) => `  ${line}\n`).join('')}`);
  if (process.env.LAB_DEBUG === '1') process.stderr.write(`${describe(error)}\n`);
}

/** commander says `error: unknown option '--rat'\n(Did you mean --rate?)`; we say one sentence. */
function usageSentence(message: string): string {
  const [problem, guess] = message.replace(/^error: /, '').split('\n');
  const sentence = problem!.charAt(0).toUpperCase() + problem!.slice(1).replace(/\.$/, '');
  const hint = guess === undefined ? '' : ` ${guess.replace(/^\(|\)$/g, '')}`;
  return `${sentence}.${hint} \`./lab --help\` lists every command, \`./lab <command> --help\` its options.`;
}

/** Here, or for a program that was run: then its last lines say so. */
function isDiskFull(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ((at as NodeJS.ErrnoException).code === 'ENOSPC') return true;
    if (at instanceof LabError && at.details.some((line) => DISK_FULL.test(line))) return true;
  }
  return false;
}

/** The stack with those of its causes. */
function describe(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at !== undefined; at = at instanceof Error ? at.cause : undefined) {
    parts.push(at instanceof Error ? (at.stack ?? at.message) : String(at));
  }
  return parts.join('\ncaused by: ');
}

function writeStack(stack: string): string {
  const file = join(LAB_FOLDER, 'errors', `${new Date().toISOString().replaceAll(':', '-')}.log`);
  try {
    mkdirSync(join(LAB_FOLDER, 'errors'), { recursive: true });
    writeFileSync(file, `${stack}\n`);
    return `(Where it happened is written in ${relative(process.cwd(), file)}.)`;
  } catch (error) {
    return `(LAB_DEBUG=1 shows where; it could not be written to a file: ${(error as Error).message}.)`;
  }
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]!.trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
