/** What a role has logged since a moment: generations of it share one log. */
import { readFile } from 'node:fs/promises';
import type { Runtime } from '../../runtimes/runtime.ts';
import type { Role } from '../../systems.ts';

type Since = () => Promise<string[]>;

/** The moment is now; the lines of after it are answered whenever the function is called. */
export async function logSince(runtime: Runtime, role: Role): Promise<Since> {
  const lines = async (): Promise<string[]> => {
    const text = await readFile(await runtime.logFile(role), 'utf8');
    return text.split('\n');
  };
  // The last line may not be whole yet.
  const before = (await lines()).length - 1;
  return async () => (await lines()).slice(before);
}

/** What the log has said of it, as a proof. @throws when it has said nothing of the kind */
export async function saidSince(lines: Since, what: RegExp): Promise<string> {
  for (const line of await lines()) {
    const [said] = what.exec(line) ?? [];
    if (said !== undefined) return `its log says "${said}"`;
  }
  throw new Error('Its log tells of no recovery.');
}
