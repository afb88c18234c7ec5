import { describe, expect, test } from '@jest/globals';
import type { SideVerdict, Verdict } from '../audit/verdict.ts';
import {
  checksOf,
  harmOn,
  harmOverall,
  headline,
  hypothesisOutcome,
  limitOf,
  outcomeOf,
  validityOf,
} from './sentences.ts';
import { sampleRun } from './testing/sample.ts';

const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

/** A side of ten orders, all completed in time, but for what a test says. */
function side(changes: Partial<SideVerdict> = {}, ledger: Partial<SideVerdict['ledger']> = {}): SideVerdict {
  const { verdict } = sampleRun({ ratePerSecond: 1 });
  return {
    ...verdict.sides.rr!,
    offered: 10,
    completed: 10,
    completedInTime: 10,
    ...changes,
    ledger: { ...NOTHING, ...ledger },
  };
}
const NOTHING: SideVerdict['ledger'] = {
  duplicated: 0,
  'charged-not-delivered': 0,
  'delivered-not-charged': 0,
  lost: 0,
  stuck: 0,
  completed: 0,
  rejected: 0,
  refused: 0,
  phantom: 0,
};

const verdictOf = (...sides: SideVerdict[]): Verdict => ({
  ...sampleRun({ ratePerSecond: 1 }).verdict,
  sides: Object.fromEntries(sides.map((each) => [each.side, each])),
});

describe('outcomeOf', () => {
  const outcome = (...given: Parameters<typeof side>) => spaced(outcomeOf(side(...given), 2000));

  test('everything in time, says all', () => {
    expect(outcome()).toBe('refused none of 10 orders and completed all within 2 s');
  });
  test('refused and the rest in time, says the others', () => {
    expect(outcome({ completed: 7, completedInTime: 7 }, { refused: 3 })).toBe(
      'refused 3 of 10 orders and completed the other 7 within 2 s',
    );
  });
  test('some neither refused nor completed, claims nothing of the others', () => {
    expect(outcome({ completed: 7, completedInTime: 7 }, { refused: 2, stuck: 1 })).toBe(
      'refused 2 of 10 orders and completed 7 within 2 s',
    );
  });
  test('some late, says how many, and how long the longest wait was', () => {
    const complete = { p50: 60, p95: 90, p99: 140, max: 11_190 };
    const latencyMs = { ...side().latencyMs, complete };
    expect(outcome({ completedInTime: 9, latencyMs })).toBe(
      'refused none of 10 orders and completed all, 1 of them later than 2 s (the longest wait was 11.2 s)',
    );
  });
  test('all late, says so', () => {
    expect(outcome({ completedInTime: 0 })).toContain('completed all, every one of them later than 2 s');
  });
  test('nothing completed, says none', () => {
    expect(outcome({ completed: 0, completedInTime: 0 }, { refused: 10 })).toBe(
      'refused 10 of 10 orders and completed none',
    );
  });
  test('one order, is singular', () => {
    expect(outcome({ offered: 1, completed: 1, completedInTime: 1 })).toContain('of 1 order and');
  });
  test('nothing offered, says that and no more', () => {
    expect(outcome({ offered: 0 })).toBe('was offered no orders');
  });
});

describe('headline', () => {
  test('a fault and two sides, names the fault, its length, the rate and both', () => {
    const { experiment, verdict } = sampleRun();
    expect(spaced(headline(experiment, verdict))).toMatch(
      /^With payments killed for 10 s at 100 orders a second, request-response refused [\d,]+ of 3,000 orders .+; event-driven refused none of 3,000 orders .+\.$/,
    );
  });
  test('the same fault again and again, is named once, with how often and how long', () => {
    const { experiment } = sampleRun();
    const [fault] = experiment.scenario.faults;
    const broken = (...lengths: number[]): string => {
      const faults = lengths.map((forSeconds) => ({ ...fault!, forSeconds }));
      return spaced(headline({ ...experiment, scenario: { ...experiment.scenario, faults } }, verdictOf()));
    };
    expect(broken(1, 1, 1)).toContain('With payments killed 3 times for 1 s each at 100 orders');
    expect(broken(0.5, 1)).toContain('With payments killed 2 times for 0.5 s to 1 s at 100 orders');
  });
  test('nothing broken, says so', () => {
    const { experiment, verdict } = sampleRun({ fault: false, sides: ['ed'], ratePerSecond: 1 });
    expect(spaced(headline(experiment, verdict))).toMatch(
      /^With nothing broken at 1 order a second, event-driven /,
    );
  });
  test('no side, says that nothing was measured', () => {
    const { experiment } = sampleRun();
    expect(spaced(headline(experiment, verdictOf()))).toBe(
      'With payments killed for 10 s at 100 orders a second, nothing was measured.',
    );
  });
});

describe('harm', () => {
  test('nothing harmed, is said of the side and of both', () => {
    expect(harmOn(side())).toBe('No order was harmed.');
    const safe = side({}, { refused: 1 });
    expect(harmOverall(verdictOf(safe, { ...safe, side: 'ed' }))).toMatch(
      /left hanging on either side\. A refused customer goes without/,
    );
  });
  test('harmful buckets, are told by who is harmed, a stuck order for both', () => {
    expect(harmOn(side({}, { 'charged-not-delivered': 3, stuck: 1, 'delivered-not-charged': 2 }))).toBe(
      'Customers harmed: 3 orders charged and not delivered and 1 order stuck. Business harmed: 2 orders delivered and not charged and 1 order stuck.',
    );
  });
  test('one side harmed, is told beside the other', () => {
    const harmed = side({}, { lost: 1, stuck: 1 });
    const safe: SideVerdict = { ...side(), side: 'ed' };
    expect(harmOverall(verdictOf(harmed, safe))).toBe(
      'On the request-response side 2 orders came to harm: 1 lost after a yes and 1 stuck (2 at the customer’s cost, 1 at the business’s cost). On the event-driven side no measured order came to harm.',
    );
  });
  test('harm in the warm-up only, is not passed over', () => {
    expect(harmOn(side({ warmUp: { offered: 5, harmed: 1 } }))).toBe(
      'No order was harmed. In the warm-up 1 more order came to harm.',
    );
  });
  test('phantoms, are named', () => {
    expect(harmOn(side({}, { phantom: 1 }))).toBe('No order was harmed. 1 order that nobody intended.');
  });
});

test('limitOf: a pair and a single side, neither names a winner', () => {
  expect(limitOf(verdictOf(side(), { ...side(), side: 'ed' }))).toMatch(
    /^One pair of runs is a demonstration and names no winner/,
  );
  expect(limitOf(verdictOf(side()))).toMatch(/compares nothing/);
});

test('validityOf: an invalid run, proves nothing', () => {
  expect(validityOf(sampleRun({ valid: false }).verdict)).toMatch(/not valid.*prove nothing/);
  expect(validityOf(sampleRun().verdict)).toMatch(/^This run is valid/);
});

test('hypothesisOutcome: one unpredicted thing, is singular', () => {
  const { verdict } = sampleRun();
  expect(hypothesisOutcome({ ...verdict, unpredicted: ['x'] })).toMatch(/^1 thing happened/);
  expect(hypothesisOutcome(verdict)).toMatch(/^Nothing happened/);
});

test('checksOf: failed and unknown checks, are told apart from passed ones', () => {
  const [first, second, third] = side().checks;
  const checks = [first!, { ...second!, result: 'fail' as const }, { ...third!, result: 'unknown' as const }];
  expect(checksOf(side({ checks }))).toBe('1 of 3 checks passed, 1 failed, 1 unknown');
  expect(checksOf(side({ checks: [] }))).toBe('no check was made');
});
