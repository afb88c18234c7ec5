import { describe, expect, test } from '@jest/globals';
import { decidedAfter, history, PHASES } from '../testing/history.ts';
import { CONFIRMED } from '../testing/order-story.ts';
import { Latencies, p95 } from './latency.ts';

const { baselineStartMs } = PHASES;

describe('latency', () => {
  test('runs from the intended start, to the answer and to the decision', () => {
    const day = history('ed').order('anna', CONFIRMED);
    day.change(({ operations }) => Object.assign(operations[0]!, { intendedMs: baselineStartMs - 0 }));
    day.change(({ operations }) =>
      Object.assign(operations[0]!, { sentMs: baselineStartMs + 90, answeredMs: baselineStartMs + 100 }),
    );
    decidedAfter(day, 0, 250);
    const { latencyMs } = day.verdict();
    expect(latencyMs.accept).toEqual({ p50: 100, p95: 100, p99: 100, max: 100 });
    expect(latencyMs.complete).toEqual({ p50: 250, p95: 250, p99: 250, max: 250 });
  });

  test('percentiles of a thousand values are right to three digits', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1000; ms++) latencies.record(ms);
    const { p50, p95: ninetyFifth, p99, max } = latencies.percentiles();
    expect(Math.abs(p50! - 500)).toBeLessThan(1);
    expect(Math.abs(ninetyFifth! - 950)).toBeLessThan(1);
    expect(Math.abs(p99! - 990)).toBeLessThan(1);
    expect(max).toBe(1000);
  });

  test('without values there is no latency', () => {
    expect(new Latencies().percentiles()).toEqual({ p50: null, p95: null, p99: null, max: null });
    expect(p95([])).toBeNull();
  });
});
