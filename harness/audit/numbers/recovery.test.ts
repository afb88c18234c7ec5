import { describe, expect, test } from '@jest/globals';
import { decidedAfter, type History, history, KILL, PHASES } from '../testing/history.ts';
import { CONFIRMED, OUT_OF_STOCK, REFUSED } from '../testing/order-story.ts';

const { faultStartMs, faultEndMs } = PHASES;

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
