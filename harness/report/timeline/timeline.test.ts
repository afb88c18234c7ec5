import { describe, expect, test } from '@jest/globals';
import { sampleRun } from '../testing/sample.ts';
import { along, commonSpan, linearScale, logScale, timeTicks } from './axis.ts';
import { bucketsPerPoint, coarsen, POINTS_AT_MOST } from './coarsen.ts';
import { statesOf, stepPath } from './draw.ts';
import { momentsOf, stretchesOf } from './marks.ts';
import { timelineRows } from './rows.ts';

describe('scales', () => {
  test('linearScale: any largest value, ends on a round number not below it', () => {
    for (const largest of [0, 1, 7, 100, 101, 1050, 2300]) {
      const scale = linearScale(largest, 10);
      const top = scale.ticks.at(-1)!.value;
      expect(top).toBeGreaterThanOrEqual(largest);
      expect(scale.position(top)).toBeCloseTo(1);
      expect(scale.ticks.length).toBeLessThanOrEqual(6);
    }
  });
  test('logScale: values over four decades, are as far apart as their ratios', () => {
    const scale = logScale(2, 11_000);
    expect(scale.ticks.map(({ value }) => value)).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
    expect(scale.position(100) - scale.position(10)).toBeCloseTo(scale.position(1000) - scale.position(100));
    expect(scale.position(0)).toBe(0);
  });
  test('timeTicks: a short and a long run, both have a handful with zero among them', () => {
    for (const toMs of [20_000, 700_000]) {
      const ticks = timeTicks({ fromMs: -15_000, toMs });
      expect(ticks).toContain(0);
      expect(ticks.length).toBeGreaterThan(3);
      expect(ticks.length).toBeLessThanOrEqual(9);
    }
  });
  test('commonSpan: two sides that ran at different times, lie over each other with the fault at zero', () => {
    const { rr, ed } = sampleRun({ ratePerSecond: 1 }).verdict.sides;
    const span = commonSpan([rr!, ed!]);
    expect(span).toEqual({ fromMs: -15_000, toMs: 21_500 });
    expect(along(span, span.fromMs)).toBe(0);
    expect(along(span, span.toMs)).toBe(1);
  });
});

describe('coarsen', () => {
  test('a run of an hour, has no more points than a screen', () => {
    const buckets = 3600 * 4;
    const perPoint = bucketsPerPoint(buckets);
    expect(coarsen(Array<number>(buckets).fill(1), perPoint, 'mean').length).toBeLessThanOrEqual(
      POINTS_AT_MOST,
    );
  });
  test('neighbours, are merged by their kind, and nothing known stays nothing', () => {
    const values = [1, 3, null, 8, null, null, 5];
    expect(coarsen(values, 2, 'mean')).toEqual([2, 8, null, 5]);
    expect(coarsen(values, 2, 'max')).toEqual([3, 8, null, 5]);
  });
});

describe('stepPath', () => {
  const frame = { span: { fromMs: 0, toMs: 1000 }, startMs: 0, pointMs: 250 };
  test('a value that holds, is one step, and a gap is not bridged', () => {
    expect(stepPath([0, 0, null, 1], frame, (value) => value)).toBe('M0 200H500M750 0H1000');
  });
  test('a change, is drawn upright', () => {
    expect(stepPath([0, 1], frame, (value) => value)).toBe('M0 200H250V0H500');
  });
  test('a value above the scale, stays inside of the picture', () => {
    expect(stepPath([7], frame, (value) => value)).toBe('M0 0H250');
  });
});

test('statesOf: equal states, become one bar', () => {
  expect(statesOf([0, 2, 2, 1])).toEqual([
    { state: 'closed', from: 0, to: 1 },
    { state: 'open', from: 1, to: 3 },
    { state: 'half-open', from: 3, to: 4 },
  ]);
});

describe('marks', () => {
  test('stretchesOf: an outage, has the fault and its heal on top of phases without gaps', () => {
    const { verdict } = sampleRun({ ratePerSecond: 1 });
    const stretches = stretchesOf(verdict, verdict.sides.rr!);
    const phases = stretches.filter(({ colour }) => colour === null);
    expect(phases.map(({ kind }) => kind)).toEqual(['warm-up', 'baseline', 'baseline', 'recovery', 'drain']);
    for (const [index, phase] of phases.slice(1).entries()) expect(phase.fromMs).toBe(phases[index]!.toMs);
    expect(stretches.filter(({ colour }) => colour !== null)).toMatchObject([
      { kind: 'fault', label: 'payments killed', fromMs: 0, toMs: 10_000 },
      { kind: 'heal', fromMs: 10_000, toMs: 10_430 },
    ]);
  });
  test('stretchesOf: a calm run, has no fault', () => {
    const { verdict } = sampleRun({ ratePerSecond: 1, fault: false });
    expect(stretchesOf(verdict, verdict.sides.rr!).map(({ kind }) => kind)).not.toContain('fault');
  });
  test('stretchesOf: a fault that never healed, lasts to the end', () => {
    const { verdict } = sampleRun({ ratePerSecond: 1 });
    const faults = verdict.faults.map((fault) => ({ ...fault, healStartedAtMs: null, healedAtMs: null }));
    expect(stretchesOf({ ...verdict, faults }, verdict.sides.rr!).at(-1)).toMatchObject({
      kind: 'fault',
      toMs: 21_500,
    });
    expect(momentsOf({ ...verdict, faults }, verdict.sides.rr!).map(({ label }) => label)).not.toContain(
      'heal starts',
    );
  });
  test('stretchesOf: a fault shorter than its window, ends where its heal began', () => {
    const { verdict } = sampleRun({ ratePerSecond: 1 });
    const faults = verdict.faults.map((fault) => ({
      ...fault,
      healStartedAtMs: fault.landedAtMs! + 3_000,
      healedAtMs: fault.landedAtMs! + 3_400,
    }));
    const stretches = stretchesOf({ ...verdict, faults }, verdict.sides.rr!);
    expect(stretches.filter(({ colour }) => colour !== null)).toMatchObject([
      { kind: 'fault', fromMs: 0, toMs: 3_000 },
      { kind: 'heal', fromMs: 3_000, toMs: 3_400 },
    ]);
  });
  test('momentsOf: an outage, names the fault, its heal, the end of the load and of the drain', () => {
    const { verdict } = sampleRun({ ratePerSecond: 1 });
    expect(momentsOf(verdict, verdict.sides.ed!).map(({ label }) => label)).toEqual([
      'payments killed',
      'heal starts',
      'payments healed',
      'load ends',
      'drain ends',
    ]);
  });
});

test('timelineRows: both sides, have the same rows, breakers left where lag is right', () => {
  const { rr, ed } = sampleRun({ ratePerSecond: 10 }).verdict.sides;
  const rows = timelineRows([rr!, ed!], 2000);
  expect(rows.every(({ charts }) => charts.length === 2)).toBe(true);
  expect(rows.map(({ charts }) => charts.map(({ title }) => title))).toContainEqual([
    'Circuit breakers',
    'Consumer lag and outbox',
  ]);
  for (const { charts } of rows) for (const { summary } of charts) expect(summary).toMatch(/\.$/);
});
