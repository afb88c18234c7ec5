/** Waits for a kitchen to finish what it has begun. */
import type { Databases } from '../evidence/databases.ts';
import type { Topics } from '../evidence/kafka-topics.ts';
import { until } from './pause.ts';
import { stillToDo } from './quiet.ts';

const LOOK_EVERY_MS = 150;

/** Resolves when there is nothing left to do (true), or when `atMostMs` have passed (false). */
export async function drain(
  databases: Databases,
  topics: Topics | undefined,
  options: { atMostMs: number; signal: AbortSignal; tell(left: string): void },
): Promise<boolean> {
  const endMs = Date.now() + options.atMostMs;
  for (;;) {
    const left = await stillToDo(databases, topics);
    if (left === null) return true;
    if (Date.now() >= endMs) return false;
    options.tell(left);
    await until(Date.now() + LOOK_EVERY_MS, options.signal);
  }
}
