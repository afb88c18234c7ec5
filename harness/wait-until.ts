/** Waiting for a condition with a bound: the only way that anything in the harness waits for something outside. */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is neither `undefined` nor `false`, and returns it.
 * @returns undefined when `timeoutMs` ran out
 */
export async function waitUntil<Answer>(
  ask: () => Answer | Promise<Answer>,
  options: { timeoutMs: number; everyMs: number },
): Promise<Exclude<Answer, undefined | false> | undefined> {
  const endMs = performance.now() + options.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<Answer, undefined | false>;
    if (performance.now() >= endMs) return undefined;
    await delay(options.everyMs);
  }
}
