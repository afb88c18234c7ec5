/** Does a piece of work over and over: at a rate that does not wait for it, or a few at a time without a pause. */
import { setTimeout as delay } from 'node:timers/promises';

/** `ratePerSecond`: open model. `inFlight`: closed loop, a new one as soon as one has ended. */
export type Pace = { ratePerSecond: number } | { inFlight: number };

/** @returns how often it was done */
export async function repeat(work: () => Promise<void>, pace: Pace, seconds: number): Promise<number> {
  return 'inFlight' in pace
    ? closedLoop(work, pace.inFlight, seconds)
    : openLoop(work, pace.ratePerSecond, seconds);
}

async function openLoop(work: () => Promise<void>, ratePerSecond: number, seconds: number): Promise<number> {
  const count = Math.round(ratePerSecond * seconds);
  const startMs = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const waitMs = startMs + (index * 1000) / ratePerSecond - performance.now();
    if (waitMs > 0) await delay(waitMs);
    running.push(work());
  }
  await Promise.all(running);
  return count;
}

async function closedLoop(work: () => Promise<void>, inFlight: number, seconds: number): Promise<number> {
  const endMs = performance.now() + seconds * 1000;
  let count = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < endMs) {
      await work();
      count++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  return count;
}
