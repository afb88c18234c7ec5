/**
 * Latency twice, to acceptance and to completion, always from the intended start: an order that had to wait for a late
 * start has waited. Percentiles by HdrHistogram, in hundredths of a millisecond, three significant digits.
 */
import { build, type Histogram } from 'hdr-histogram-js';
import type { Intent } from '../fold/intents.ts';
import { completedMs } from '../ledger.ts';
import type { SideVerdict } from '../verdict.ts';

type Percentiles = SideVerdict['latencyMs']['accept'];

const UNITS_PER_MS = 100;
const HIGHEST_MS = 3_600_000;

export class Latencies {
  readonly #histogram: Histogram = build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_MS * UNITS_PER_MS,
    numberOfSignificantValueDigits: 3,
  });
  #max: number | null = null;

  /** An answer stamped before its question by two clocks counts as 0. */
  record(ms: number): void {
    if (Number.isNaN(ms)) return;
    const value = Math.min(HIGHEST_MS, Math.max(0, ms));
    this.#histogram.recordValue(Math.round(value * UNITS_PER_MS));
    this.#max = Math.max(this.#max ?? 0, value);
  }

  percentile(percent: number): number | null {
    if (this.#max === null) return null;
    return Math.min(this.#max, this.#histogram.getValueAtPercentile(percent) / UNITS_PER_MS);
  }

  percentiles(): Percentiles {
    return { p50: this.percentile(50), p95: this.percentile(95), p99: this.percentile(99), max: this.#max };
  }
}

/** From the intended start to the answer; null when it was not accepted. */
export function acceptLatencyMs(intent: Intent): number | null {
  return intent.outcome === 'accepted' && intent.answeredMs !== null
    ? intent.answeredMs - intent.intendedMs
    : null;
}

/** From the intended start to the order's own decision; null when it was not completed. */
export function completeLatencyMs(intent: Intent): number | null {
  const atMs = completedMs(intent);
  return atMs === null ? null : atMs - intent.intendedMs;
}

export function latenciesOf(
  intents: Iterable<Intent>,
  latency: (intent: Intent) => number | null,
): Latencies {
  const result = new Latencies();
  for (const intent of intents) {
    const ms = latency(intent);
    if (ms !== null) result.record(ms);
  }
  return result;
}

/** p95 of a handful of values, exact (nearest rank); null when there are none. */
export function p95(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]!;
}
