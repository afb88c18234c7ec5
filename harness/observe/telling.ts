/** Tells Prometheus every second what only the harness knows of a kitchen, and at once when a fault comes or goes. */
import type { Sample, Side } from '../evidence/records.ts';
import { type FaultPlace, faultsOf, usesOf } from './lab-metrics.ts';
import { push } from './push.ts';

const TELL_EVERY_MS = 1_000;

export type Followed = {
  /** What the roles use, right now. */
  sample(): Sample;
  /** Faults that are planned, so that they have a line before they come; others have one from when they do. */
  faults: readonly FaultPlace[];
};

export type Telling = {
  /** The faults that are in force have changed. */
  faultsInForce(inForce: readonly FaultPlace[]): void;
  /** Resolves when the last has been told: that no fault is in force any more. */
  stop(): Promise<void>;
};

const nameOf = ({ fault, role }: FaultPlace): string => `${fault} ${role}`;

export function startTelling(options: {
  prometheusUrl: string;
  side: Side;
  followed: Followed;
  /** Told of what could not be handed over; the next second is another chance. */
  onFailure(error: unknown): void;
}): Telling {
  const { prometheusUrl, side, followed, onFailure } = options;
  const known = new Map(followed.faults.map((fault) => [nameOf(fault), fault]));
  let inForce: readonly FaultPlace[] = [];
  let toldMs = 0;
  let telling = Promise.resolve();

  async function tellNow(): Promise<void> {
    const sample = followed.sample();
    const measures = [...usesOf(side, sample), faultsOf(side, [...known.values()], inForce)];
    // Prometheus takes one value for a moment, the first.
    toldMs = Math.max(sample.atMs, toldMs + 1);
    await push(prometheusUrl, measures, toldMs);
  }
  /** One after the other, so that none overtakes another. */
  const tell = (): void => {
    telling = telling.then(tellNow).catch(onFailure);
  };

  // Nobody stays alive to tell.
  const timer = setInterval(tell, TELL_EVERY_MS).unref();
  tell();
  return {
    faultsInForce(now) {
      inForce = now;
      for (const fault of now) known.set(nameOf(fault), fault);
      tell();
    },
    async stop() {
      clearInterval(timer);
      inForce = [];
      tell();
      await telling;
    },
  };
}
