/** Finds programs on the PATH and asks them for their version. */
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ANSWER_WITHIN_MS = 20_000;

/** The first executable file of this name, as a shell would find it. */
export function findOnPath(name: string, path: string = process.env.PATH ?? ''): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not ours to run: for the one who asks that is the same.
    return false;
  }
}

/**
 * What a program says about its version, on either output.
 * @returns undefined when it can't be run
 */
export async function askVersion(
  command: string,
  ...versionArguments: string[]
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(command, versionArguments, { timeout: ANSWER_WITHIN_MS });
    return `${stdout}\n${stderr}`;
  } catch {
    // A program that can't say its version is as good as none; who asks says what would be right.
    return undefined;
  }
}

/** Numbers of the first version in a text: `openjdk version "17.0.15"` gives [17, 0, 15]; `1.24` gives [1, 24]. */
export function parseVersion(text: string): number[] | undefined {
  const match = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text);
  return match
    ?.slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
}

export function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [index, part] of wanted.entries()) {
    const have = version[index] ?? 0;
    if (have !== part) return have > part;
  }
  return true;
}
