import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SideEvidence } from '../evidence/records.ts';
import { judge } from './judge.ts';
import { experimentOf } from './testing/experiment.ts';
import { history, KILL } from './testing/history.ts';
import { CONFIRMED, NO_ADDRESS, REFUSED } from './testing/order-story.ts';
import { randomEvidence } from './testing/random-evidence.ts';
import { tellStories } from './trace/trace.ts';
import { verdict as verdictSchema } from './verdict.ts';

const judged = (evidence: SideEvidence) => judge(experimentOf([evidence.side]), [evidence]);

test('breakers that were set otherwise stand in the verdict of the side that has breakers', () => {
  const experiment = experimentOf(['rr', 'ed']);
  const breaker = { timeoutMs: 250, errorPercent: 10 };
  const scenario = { ...experiment.scenario, breaker };
  const { verdict } = judge({ ...experiment, scenario }, [history('rr').evidence, history('ed').evidence]);
  expect(verdict.sides.rr).toMatchObject({ breaker });
  expect(verdict.sides.ed).not.toHaveProperty('breaker');
});

describe('judge, whatever the evidence', () => {
  test('never throws, and its verdict is one that the schema allows', () => {
    fc.assert(
      fc.property(randomEvidence, (evidence) => {
        verdictSchema.parse(JSON.parse(JSON.stringify(judged(evidence).verdict)));
      }),
    );
  });

  test('every intent is in exactly one bucket: what was started, what was not, and the phantoms', () => {
    fc.assert(
      fc.property(randomEvidence, (evidence) => {
        const { verdict, ledger } = judged(evidence);
        const places = [...evidence.operations].filter((operation) => operation.kind === 'place');
        const started = new Set(places.map((place) => `${place.customerId} ${place.key}`)).size;
        const phantoms = ledger.filter(({ bucket }) => bucket === 'phantom').length;
        expect(ledger.length - phantoms).toBe(Math.max(started, evidence.run.load.offered));
        const inVerdict = Object.values(verdict.sides[evidence.side]!.ledger).reduce(
          (sum, count) => sum + count,
        );
        expect(inVerdict).toBe(ledger.filter(({ phase }) => phase === 'measured').length);
      }),
    );
  });

  test('a ledger that does not add up to what was offered makes the run invalid', () => {
    fc.assert(
      fc.property(randomEvidence, (evidence) => {
        const { verdict, ledger } = judged(evidence);
        const phantoms = ledger.filter(({ bucket }) => bucket === 'phantom').length;
        const surplus = ledger.length - phantoms - evidence.run.load.offered;
        if (surplus < 0 || surplus > 1) expect(verdict.valid).toBe(false);
      }),
    );
  });

  test('no harm in the ledger goes unnoticed by the checks', () => {
    const harmful = [
      'duplicated',
      'charged-not-delivered',
      'delivered-not-charged',
      'lost',
      'stuck',
      'phantom',
    ];
    fc.assert(
      fc.property(randomEvidence, (evidence) => {
        const { verdict, ledger } = judged(evidence);
        const { checks } = verdict.sides[evidence.side]!;
        if (ledger.some(({ bucket }) => harmful.includes(bucket))) {
          expect(checks.some(({ result }) => result === 'fail')).toBe(true);
        }
      }),
    );
  });

  test('the same evidence gives the same verdict', () => {
    fc.assert(
      fc.property(randomEvidence, (evidence) => {
        expect(judged(evidence)).toEqual(judged(evidence));
      }),
      { numRuns: 20 },
    );
  });

  test('every line of the ledger can be told', () => {
    fc.assert(
      fc.property(randomEvidence, (evidence) => {
        const { ledger } = judged(evidence);
        const stories = tellStories(evidence, ledger, []);
        expect(stories.map(({ key }) => key)).toEqual(ledger.map(({ key }) => key));
      }),
    );
  });
});

test('both sides of a run are judged apart and together', () => {
  const short = { ...KILL, healStartedAtMs: KILL.injectedAtMs + 500, healedAtMs: KILL.injectedAtMs + 800 };
  const rr = history('rr')
    .order('anna', CONFIRMED)
    .order('bert', REFUSED)
    .change(({ faults }) => faults.push(short));
  const ed = history('ed').order('anna', CONFIRMED).order('bert', NO_ADDRESS);
  const { verdict, ledger } = judge(experimentOf(['rr', 'ed']), [rr.evidence, ed.evidence]);
  expect(ledger.map(({ side, bucket }) => `${side} ${bucket}`)).toEqual([
    'rr completed',
    'rr refused',
    'ed completed',
    'ed rejected',
  ]);
  expect(verdict).toMatchObject({ schema: 1, scenario: 'calm', seed: 1, deadlineMs: 2_000 });
  expect(verdict.faults).toEqual([{ side: 'rr', ...short }]);
  expect(Object.keys(verdict.sides)).toEqual(['rr', 'ed']);
});
