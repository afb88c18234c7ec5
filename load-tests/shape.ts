/**
 * When orders are due, as a pure function of the plan: the same in k6, in the harness and in the audit. A steady rate is
 * k6's `constant-arrival-rate`, whose first order is due at once; one with spikes is its `ramping-arrival-rate` with steps
 * that take no time, whose order n (from 0) is due when n + 1 orders' worth of rate has passed.
 */

/** The rate is multiplied for a while. Seconds from the start of the load; spikes do not overlap. */
export type Spike = { fromSeconds: number; forSeconds: number; times: number };

/** For a while clients ask again at once, after a refusal or no answer, until they have asked so often. */
export type Storm = { fromSeconds: number; forSeconds: number; attempts: number };

/** For a while a share of the clients send each order twice, with the same Idempotency-Key. */
export type Doubling = { fromSeconds: number; forSeconds: number; share: number };

export type LoadShape = { ratePerSecond: number; spikes?: readonly Spike[] | undefined };

type Segment = { startMs: number; endMs: number; ratePerSecond: number; ordersBefore: number };

/** The load as stretches of one rate each; the last one has no end. */
export function segmentsOf({ ratePerSecond, spikes = [] }: LoadShape): Segment[] {
  const segments: Segment[] = [];
  let startMs = 0;
  let ordersBefore = 0;
  const add = (endMs: number, rate: number): void => {
    if (endMs <= startMs) return;
    segments.push({ startMs, endMs, ratePerSecond: rate, ordersBefore });
    ordersBefore += (endMs - startMs) / (1000 / rate);
    startMs = endMs;
  };
  for (const { fromSeconds, forSeconds, times } of [...spikes].sort(
    (a, b) => a.fromSeconds - b.fromSeconds,
  )) {
    add(fromSeconds * 1000, ratePerSecond);
    add((fromSeconds + forSeconds) * 1000, ratePerSecond * times);
  }
  add(Number.POSITIVE_INFINITY, ratePerSecond);
  return segments;
}

/** How many orders' worth of rate has passed. */
function passedBy(segments: readonly Segment[], ms: number): number {
  const segment = segments.findLast(({ startMs }) => startMs <= ms) ?? segments[0]!;
  return segment.ordersBefore + (ms - segment.startMs) / (1000 / segment.ratePerSecond);
}

/** So much has to have passed for the first order. */
const lead = (segments: readonly Segment[]): number => (segments.length > 1 ? 1 : 0);

export type Schedule = {
  /** Orders of a load that is so long. */
  planned(durationSeconds: number): number;
  /** When a slot is due, in ms after the start of the load. */
  dueMs(slot: number): number;
  /** The slot that is due at a moment, with its fraction. */
  slotAt(ms: number): number;
  /** Orders a second at a moment. */
  rateAt(ms: number): number;
  /** The highest of them. */
  highestRate: number;
};

export function scheduleOf(shape: LoadShape): Schedule {
  const segments = segmentsOf(shape);
  const first = lead(segments);
  return {
    // With spikes k6 does not start an order that is due in the instant that ends the load.
    planned: (durationSeconds) =>
      segments.length > 1
        ? Math.ceil(passedBy(segments, durationSeconds * 1000) - 1e-6) - 1
        : Math.round(shape.ratePerSecond * durationSeconds),
    dueMs(slot) {
      const worth = slot + first;
      const segment = segments.findLast(({ ordersBefore }) => ordersBefore < worth) ?? segments[0]!;
      return segment.startMs + (worth - segment.ordersBefore) * (1000 / segment.ratePerSecond);
    },
    slotAt: (ms) => passedBy(segments, ms) - first,
    rateAt: (ms) => (segments.findLast(({ startMs }) => startMs <= ms) ?? segments[0]!).ratePerSecond,
    highestRate: Math.max(...segments.map(({ ratePerSecond }) => ratePerSecond)),
  };
}

const isDuring = (
  { fromSeconds, forSeconds }: { fromSeconds: number; forSeconds: number },
  ms: number,
): boolean => ms >= fromSeconds * 1000 && ms < (fromSeconds + forSeconds) * 1000;

/** How often a client asks at a moment of the load; undefined where it asks once. */
export const attemptsAt = (storms: readonly Storm[], ms: number): number | undefined =>
  storms.find((storm) => isDuring(storm, ms))?.attempts;

/** The share of the clients that send each order twice at a moment of the load; 0 where none does. */
export const doubledAt = (doublings: readonly Doubling[], ms: number): number =>
  doublings.find((doubling) => isDuring(doubling, ms))?.share ?? 0;
