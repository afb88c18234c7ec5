import { describe, expect, test } from '@jest/globals';
import { type History, history, KILL, PHASES } from '../testing/history.ts';
import { CONFIRMED, OUT_OF_STOCK, PLACED, REFUSED } from '../testing/order-story.ts';
import { average, backlogChanges, firstAtMost, highest, levelAt } from './backlog.ts';
import { Latencies, p95 } from './latency.ts';
import { readingAt } from './resources.ts';

const { baselineStartMs, faultStartMs, faultEndMs, loadEndMs } = PHASES;

/** Decides the order a given time after it was wanted. */
function decidedAfter(day: History, index: number, ms: number): void {
  day.change(({ orders, operations }) => {
    const place = operations.filter(({ kind }) => kind === 'place')[index] as { intendedMs: number };
    orders[index]!.decidedAtMs = place.intendedMs + ms;
  });
}

describe('counts and availability', () => {
  test('everything is a share of what was offered in the measured window', () => {
    const day = history('rr')
      .order('warm-up', CONFIRMED, { atMs: PHASES.loadStartMs })
      .order('in time', CONFIRMED)
      .order('late', CONFIRMED)
      .order('business', OUT_OF_STOCK)
      .order('refused', REFUSED)
      .order('dropped', { ...REFUSED, told: 'never asked' }, { atMs: baselineStartMs });
    decidedAfter(day, 2, 2_001);
    day.change((_, run) => Object.assign(run.load, { ratePerSecond: 1 }));
    const verdict = day.verdict();
    expect(verdict).toMatchObject({
      ...{ offered: 5, started: 4, dropped: 1, accepted: 3, completed: 3, completedInTime: 2 },
      availability: { accepted: 0.6, completedInTime: 0.4 },
      warmUp: { offered: 1, harmed: 0 },
    });
    expect(Object.values(verdict.ledger).reduce((sum, count) => sum + count)).toBe(5);
  });

  test('nothing offered is an availability of 0, not of 1', () => {
    expect(history('rr').verdict().availability).toEqual({ accepted: 0, completedInTime: 0 });
  });

  test('an order completed while its client had given up is completed, and not accepted', () => {
    expect(
      history('ed')
        .order('anna', { ...CONFIRMED, told: 'nothing' })
        .verdict(),
    ).toMatchObject({
      ...{ accepted: 0, completed: 1, completedInTime: 1 },
    });
  });
});

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

describe('backlog', () => {
  const backlog = backlogChanges([
    { placedAtMs: 10, decidedAtMs: 50, state: 'confirmed' },
    { placedAtMs: 20, decidedAtMs: 30, state: 'rejected' },
    { placedAtMs: 40, decidedAtMs: null, state: 'placed' },
    { placedAtMs: Number.NaN, decidedAtMs: null, state: null },
  ] as never[]);
  test('is the number of orders placed and not yet decided', () => {
    expect([0, 11, 21, 31, 41, 51].map((ms) => levelAt(backlog, ms))).toEqual([0, 1, 2, 1, 2, 1]);
  });
  test('knows its highest, its average, and when it was back', () => {
    expect(highest(backlog, 0, 100)).toBe(2);
    expect(highest(backlog, 31, 39)).toBe(1);
    expect(average(backlog, 0, 40)).toBeCloseTo((10 + 2 * 10 + 10) / 40);
    expect(firstAtMost(backlog, 1, 21)).toBe(30);
    expect(firstAtMost(backlog, 0, 21)).toBeNull();
  });
});

describe('unavailability', () => {
  test('a second is bad when less than 99 % of what was offered in it completed in time', () => {
    const day = history('rr').order('good', CONFIRMED);
    for (const second of [3, 4])
      day.order(`bad ${second}`, REFUSED, { atMs: baselineStartMs + second * 1000 });
    day.change(({ faults }) =>
      faults.push({ ...KILL, landedAtMs: faultStartMs, healStartedAtMs: faultStartMs + 1_500 }),
    );
    expect(day.verdict().unavailability).toEqual({ badSeconds: 2, faultSeconds: 1.5, excess: 0.5 });
  });

  test('faults that overlap count once', () => {
    const day = history('rr').order('good', CONFIRMED);
    day.change(({ faults }) =>
      faults.push(
        { ...KILL, landedAtMs: 1_000, healStartedAtMs: 3_000 },
        { ...KILL, landedAtMs: 2_000, healStartedAtMs: 4_000 },
      ),
    );
    expect(day.verdict().unavailability.faultSeconds).toBe(3);
  });
});

describe('recovery', () => {
  const outage = (): History => {
    const day = history('ed').order('before', CONFIRMED);
    for (let number = 0; number < 10; number++) {
      day.order(`queued ${number}`, CONFIRMED, { atMs: faultStartMs + 100 + number * 100 });
      decidedAfter(day, number + 1, 3_000 - number * 50);
    }
    return day.change(({ faults }) => faults.push({ ...KILL }));
  };

  test('is split into process up, first completion and backlog cleared', () => {
    const { recovery } = outage().verdict();
    expect(recovery.detectMs).toBeNull();
    expect(recovery.processUpMs).toBe(300);
    // The first was wanted at +100 ms and decided 3 s later, that is 800 ms after the new process was ready.
    expect(recovery.firstCompletionMs).toBe(800);
    // Before the fault at most one order was under way: the ninth of ten brings it back there.
    expect(recovery.backlogClearedMs).toBeCloseTo(400);
    expect(recovery.drainPerSecond).toBeCloseTo(9 / 0.4);
  });

  test('detects the first operation that a client saw fail', () => {
    const day = outage().order('refused', REFUSED, { atMs: faultStartMs + 20 });
    expect(day.verdict().recovery.detectMs).toBe(20 + 10);
  });

  test('an order decided without the broken service is no sign of recovery', () => {
    const day = outage().order('sold out', OUT_OF_STOCK, { atMs: faultEndMs + 320 });
    expect(day.verdict().recovery.firstCompletionMs).toBe(800);
  });

  test('without a fault there is nothing to recover from', () => {
    expect(Object.values(history('rr').order('anna', CONFIRMED).verdict().recovery)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test('a fault that was never healed has no recovery', () => {
    const day = outage().change(({ faults }) => Object.assign(faults[0]!, { healedAtMs: null }));
    expect(day.verdict().recovery).toMatchObject({
      processUpMs: null,
      firstCompletionMs: null,
      backlogClearedMs: null,
    });
  });
});

describe('cost', () => {
  test('is CPU of the baseline, idle subtracted, by the orders completed in it', () => {
    const day = history('rr');
    for (let number = 0; number < 100; number++) day.order(`${number}`, CONFIRMED);
    const { cost } = day.verdict();
    // Orders uses 100 ms a second and 10 of them idle, over 3 s and 100 orders.
    expect(cost.cpuMsPerOrder.services).toBeCloseTo((3 * (100 - 10)) / 100);
    expect(cost.cpuMsPerOrder.byService).toEqual({ orders: expect.closeTo(2.7) });
    expect(cost.cpuMsPerOrder.postgres).toBeCloseTo((3 * (50 - 5)) / 100);
    expect(cost.cpuMsPerOrder.load).toBeCloseTo((3 * 200) / 100);
    expect(cost).toMatchObject({ idleCpu: 0.015, rssMb: 140, rowsWritten: 100 });
  });

  test('what the harness uses is in no cost, and is not what other programs use', () => {
    const plain = history('rr').order('anna', CONFIRMED);
    const withHarness = history('rr')
      .order('anna', CONFIRMED)
      .change(({ samples }) => {
        for (const { cpuMs, rssBytes, machine } of samples) {
          cpuMs.harness = machine.totalMs * 0.3;
          rssBytes.harness = 1e9;
          machine.busyMs += machine.totalMs * 0.3;
        }
      });
    expect(withHarness.verdict().cost).toEqual(plain.verdict().cost);
    expect(withHarness.rule('cpu-others').detail).toBe(plain.rule('cpu-others').detail);
  });

  test('messages are those of the whole load, and not of what was before it', () => {
    const day = history('ed')
      .order('contract check', CONFIRMED, { atMs: PHASES.loadStartMs - 5_000 })
      .order('warm-up', CONFIRMED, { atMs: PHASES.loadStartMs })
      .order('measured', CONFIRMED)
      .order('drained', CONFIRMED, { atMs: loadEndMs + 100 });
    expect(day.verdict().cost.messages).toBe(3 * CONFIRMED.facts.length);
  });

  test('a reading between two samples is interpolated, and held constant outside of them', () => {
    const samples = [
      { atMs: 1_000, cpuMs: { orders: 100 } },
      { atMs: 2_000, cpuMs: { orders: 300 } },
    ] as never[];
    const at = (atMs: number) => readingAt(samples, atMs, ({ cpuMs }) => cpuMs.orders!);
    expect([500, 1_000, 1_250, 2_000, 3_000].map(at)).toEqual([100, 100, 150, 300, 300]);
    expect(readingAt([], 1, () => 1)).toBe(0);
  });

  test('without orders in the baseline nothing has a price', () => {
    expect(history('rr').verdict().cost.cpuMsPerOrder).toEqual({
      services: 0,
      postgres: 0,
      kafka: 0,
      load: 0,
      byService: {},
    });
  });
});

describe('timeline', () => {
  test('has one value per 250 ms from the baseline to the end of the drain in every row', () => {
    const { timeline } = history('ed').order('anna', CONFIRMED).verdict();
    const { offered, accepted, completed, refused, acceptP95Ms, undecided, outbox, backlog, cpu } = timeline;
    for (const row of [offered, accepted, completed, refused, acceptP95Ms, undecided, outbox])
      expect(row.length).toBe(44);
    for (const row of [...Object.values(backlog), ...Object.values(cpu)]) expect(row.length).toBe(44);
    expect(timeline.startMs).toBe(baselineStartMs);
  });

  test('shows an order where it was offered, accepted and completed, and undecided in between', () => {
    const day = history('ed').order('anna', CONFIRMED);
    decidedAfter(day, 0, 600);
    const { timeline } = day.verdict();
    expect(timeline.offered.slice(0, 4)).toEqual([1, 0, 0, 0]);
    expect(timeline.accepted.slice(0, 4)).toEqual([1, 0, 0, 0]);
    expect(timeline.completed.slice(0, 4)).toEqual([0, 0, 1, 0]);
    expect(timeline.undecided.slice(0, 4)).toEqual([1, 1, 0, 0]);
    expect(timeline.completeP95Ms.slice(0, 2)).toEqual([600, null]);
  });

  test('shows a message that waits in the outbox, and then for its consumer', () => {
    const day = history('ed').order('anna', { ...PLACED, facts: ['OrderPlaced'] });
    day.change(({ outbox, events, inbox }) => {
      outbox[0]!.publishedAtMs = events[0]!.brokerMs = baselineStartMs + 600;
      inbox[0]!.processedAtMs = baselineStartMs + 1_100;
    });
    const { timeline } = day.verdict();
    expect(timeline.outbox.slice(0, 6)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(timeline.backlog.stock!.slice(0, 6)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  test('shows what the breakers did', () => {
    const day = history('rr').change(({ breakers }) =>
      breakers.push(
        { service: 'orders', target: 'payments', to: 'open', atMs: baselineStartMs + 300 },
        { service: 'orders', target: 'payments', to: 'halfOpen', atMs: baselineStartMs + 600 },
        { service: 'orders', target: 'payments', to: 'closed', atMs: baselineStartMs + 800 },
      ),
    );
    expect(day.verdict().timeline.breakers['orders → payments']!.slice(0, 5)).toEqual([0, 2, 1, 0, 0]);
  });

  test('what happens after the grid is not drawn', () => {
    const day = history('rr').order('last', CONFIRMED, { atMs: loadEndMs - 1 });
    decidedAfter(day, 0, 100_000);
    expect(day.verdict().timeline.completed.reduce((sum, count) => sum + count)).toBe(0);
  });
});
