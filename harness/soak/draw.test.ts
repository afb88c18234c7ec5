import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LADDERS } from '../experiment/arms.ts';
import { clashOf } from '../faults/clash.ts';
import { doingOf, FAULTS } from '../faults/faults.ts';
import { whyNot, whyNotOf } from '../faults/possible.ts';
import type { PlannedFault } from '../scenarios/scenario.ts';
import { targetText } from '../scenarios/target.ts';
import { candidatesOf, drawRound, REST_SECONDS } from './draw.ts';

const WINDOW_SECONDS = 20;
/** In which two of the same kind have room. */
const LONG_WINDOW_SECONDS = 60;
const side = fc.constantFrom('rr' as const, 'ed' as const);
const seed = fc.nat();
const round = fc.nat({ max: 1_000 });

describe('what a round of a soak breaks', () => {
  test('the same seed and round draw the same faults; another round draws others', () => {
    fc.assert(
      fc.property(seed, round, side, (aSeed, aRound, aSide) => {
        expect(drawRound(aSeed, aRound, aSide, WINDOW_SECONDS)).toEqual(
          drawRound(aSeed, aRound, aSide, WINDOW_SECONDS),
        );
      }),
    );
    const rounds = Array.from({ length: 20 }, (_, each) =>
      JSON.stringify(drawRound(1, each, 'ed', WINDOW_SECONDS)),
    );
    expect(new Set(rounds).size).toBeGreaterThan(10);
  });

  test('every fault makes sense for its target, and is healed by the end of the window', () => {
    fc.assert(
      fc.property(seed, round, side, (aSeed, aRound, aSide) => {
        const { instances, faults } = drawRound(aSeed, aRound, aSide, WINDOW_SECONDS);
        const there = { side: aSide, instances, arm: LADDERS[aSide].at(-1)! };
        for (const { fault, afterSeconds, forSeconds, with: settings = {}, ...target } of faults) {
          expect(whyNot(fault, FAULTS[fault], { target, side: aSide, with: settings })).toBeUndefined();
          expect(whyNotOf(fault, FAULTS[fault], { target, ...there })).toBeUndefined();
          expect(afterSeconds).toBeGreaterThanOrEqual(0);
          expect(afterSeconds + forSeconds).toBeLessThanOrEqual(WINDOW_SECONDS);
        }
      }),
    );
  });

  test('of faults that are in each other’s way, one is over and its target at rest before the other begins', () => {
    fc.assert(
      fc.property(seed, round, side, (aSeed, aRound, aSide) => {
        const { faults } = drawRound(aSeed, aRound, aSide, WINDOW_SECONDS);
        for (const [index, one] of faults.entries()) {
          const later = faults
            .slice(index + 1)
            .filter((other) => clashOf(doingOf(one), doingOf(other), aSide) !== undefined);
          for (const other of later)
            expect(other.afterSeconds).toBeGreaterThanOrEqual(
              one.afterSeconds + one.forSeconds + REST_SECONDS,
            );
        }
      }),
    );
  });

  test('such as these, of which none overlap, in whatever order they are drawn', () => {
    const inTheWay = [
      /^(kill|stop|pause) (\w+)(@1)?, (kill|stop|pause) \2$/,
      /^bank-\S+ bank, (kill|stop|pause) bank$/,
      /^poison \w+, (database-kill|stop|pause) postgres$/,
      /^reorder customers, (broker-kill|stop|pause) kafka$/,
      /^reorder customers, (cut|slow) customers:\w+$/,
      /^duplicate (?!clients)\w+, (broker-kill|stop|pause) kafka$/,
      /^(cut|slow) \w+:kafka, (broker-kill|stop|pause) kafka$/,
      /^(cut|slow) (\w+:\w+)(@1)?, (cut|slow) \2$/,
    ];
    const nameOf = (fault: PlannedFault): string => `${fault.fault} ${targetText(fault)}`;
    const rounds = Array.from({ length: 5_000 }, (_, each) => drawRound(7, each, 'ed', LONG_WINDOW_SECONDS));
    const pairs = rounds.flatMap(({ faults }) =>
      faults.flatMap((one) => faults.flatMap((other) => (one === other ? [] : [[one, other] as const]))),
    );
    for (const pattern of inTheWay) {
      const found = pairs.filter(([one, other]) => pattern.test(`${nameOf(one)}, ${nameOf(other)}`));
      expect({ pattern, count: found.length }).not.toEqual({ pattern, count: 0 });
      const overlap = found.filter(
        ([one, other]) =>
          one.afterSeconds < other.afterSeconds + other.forSeconds &&
          other.afterSeconds < one.afterSeconds + one.forSeconds,
      );
      expect(overlap).toEqual([]);
    }
  });

  test('of several instances each, and the way to each, is broken, too', () => {
    const targets = (instances: number) =>
      new Set(candidatesOf('rr', instances).map(({ target }) => targetText(target)));
    expect([...targets(2)]).toEqual(
      expect.arrayContaining(['payments@2', 'orders:payments', 'orders:payments@2']),
    );
    expect([...targets(2)].filter((text) => text.includes('bank@') || text.includes('postgres@'))).toEqual(
      [],
    );
    expect([...targets(1)].filter((text) => text.includes('@'))).toEqual([]);
  });

  test.each(['rr', 'ed'] as const)(
    '%s: some rounds are left in peace, and in the long run everything is broken that can be',
    (aSide) => {
      const rounds = Array.from({ length: 400 }, (_, each) => drawRound(7, each, aSide, WINDOW_SECONDS));
      expect(rounds.some(({ faults }) => faults.length === 0)).toBe(true);
      const numbers = [...new Set(rounds.map(({ instances }) => instances))].sort();
      expect(numbers).toEqual([1, 2]);
      for (const instances of numbers) {
        const drawn = rounds.filter((each) => each.instances === instances).flatMap(({ faults }) => faults);
        const names = candidatesOf(aSide, instances).map(({ fault }) => fault);
        expect(new Set(drawn.map(({ fault }) => fault))).toEqual(new Set(names));
      }
    },
  );
});
