/** What the programs that look on have in common: where they may write, what they are told, and when they are ready. */
import { EXIT, LabError } from '../errors.ts';
import type { ManagedProcess } from '../runtimes/processes/managed-process.ts';
import { tailOf } from '../runtimes/processes/tail.ts';
import { waitUntil } from '../wait-until.ts';

const ASK_EVERY_MS = 50;
const ANSWER_WITHIN_MS = 1_000;
const LOG_LINES = 10;

export type Observing = {
  /** Is removed at the end. */
  dataFolder: string;
  logFolder: string;
  /** Of every program that is started: little, and the janitor's marker. */
  environment: Readonly<Record<string, string>>;
};

/** @throws {LabError} 69 when it ends, or does not answer with 200 in time; the program is gone then */
export async function waitForAnswer(
  title: string,
  program: { process: ManagedProcess; address: string; logFile: string; withinMs: number },
): Promise<void> {
  const { process, address, logFile, withinMs } = program;
  const found = await waitUntil(
    async () => {
      if (process.exit() !== undefined) return 'ended' as const;
      return (await answers(address)) ? ('ready' as const) : undefined;
    },
    { timeoutMs: withinMs, everyMs: ASK_EVERY_MS },
  );
  if (found === 'ready') return;
  process.signal('SIGKILL');
  await process.exited;
  const why = found === 'ended' ? 'ended while it was starting' : `was not ready within ${withinMs / 1000} s`;
  throw new LabError(EXIT.unavailable, `${title} ${why}.`, { details: await tailOf(logFile, LOG_LINES) });
}

async function answers(address: string): Promise<boolean> {
  try {
    const { ok, body } = await fetch(address, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await body?.cancel();
    return ok;
  } catch {
    // Not listening yet, or too busy to answer: asked again until the bound.
    return false;
  }
}
