import { describe, expect, test } from '@jest/globals';
import { history, PHASES } from '../testing/history.ts';
import { CONFIRMED } from '../testing/order-story.ts';
import { readingAt } from './resources.ts';

const { loadEndMs } = PHASES;

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

  test('what the instances of a service use is added up', () => {
    const day = history('rr')
      .order('anna', CONFIRMED)
      .change(({ samples }) => {
        for (const { cpuMs, rssBytes } of samples) {
          cpuMs['orders@2'] = cpuMs.orders!;
          rssBytes['orders@2'] = 1e6;
        }
      });
    const { cpuMsPerOrder, rssMb } = day.verdict().cost;
    // As above, for one order; the second has nothing that it uses when it is idle.
    expect(cpuMsPerOrder.byService).toEqual({ orders: expect.closeTo(3 * (100 - 10) + 3 * 100) });
    expect(cpuMsPerOrder.services).toBeCloseTo(3 * (100 - 10) + 3 * 100);
    expect(rssMb).toBe(141);
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
