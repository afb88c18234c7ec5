import { describe, expect, test } from '@jest/globals';
import { judge } from '../judge.ts';
import { experimentOf } from '../testing/experiment.ts';
import { goodRun } from '../testing/good-run.ts';
import { type History, history, KILL } from '../testing/history.ts';
import { CONFIRMED, PLACED } from '../testing/order-story.ts';

const PLANNED_KILL = { fault: 'kill', role: 'payments', afterSeconds: 0, forSeconds: 2 } as const;
const killed = (): History =>
  goodRun()
    .planned({ faults: [PLANNED_KILL] })
    .change(({ faults }) => faults.push({ ...KILL }));

const readsOf = ({ operations }: History['tables']) => operations.filter(({ kind }) => kind === 'read');

describe('validity', () => {
  test.each(['rr', 'ed'] as const)('a good run on %s meets every rule', (side) => {
    const { verdict } = goodRun(side).judged();
    expect(verdict.invalidBecause).toEqual([]);
    expect(verdict.valid).toBe(true);
    for (const { detail } of verdict.validity!) expect(detail).not.toBe('');
  });

  test('a run whose fault landed and was healed is valid', () => {
    expect(killed().judged().verdict.invalidBecause).toEqual([]);
  });

  test('a side that was planned and is not there makes the run invalid', () => {
    const { verdict } = judge(experimentOf(['rr', 'ed']), [goodRun('rr').evidence]);
    expect(verdict.invalidBecause).toEqual(['there is no evidence of event-driven.']);
  });

  test('two sides that were not offered the same are no comparison', () => {
    const sides = (extra: number) => {
      const ed = goodRun('ed');
      for (let number = 0; number < extra; number++) ed.order(`extra ${number}`, CONFIRMED);
      return judge(experimentOf(['rr', 'ed']), [goodRun('rr').evidence, ed.evidence]).verdict.invalidBecause;
    };
    expect(sides(1)).toEqual([]);
    expect(sides(2)).toEqual([
      'request-response 100 and event-driven 102 orders were offered; they may differ by 1.',
    ]);
  });

  test('evidence of nothing is not valid', () => {
    expect(history('rr').judged().verdict.valid).toBe(false);
    expect(judge(experimentOf([]), []).verdict.valid).toBe(false);
  });

  test('mutants do not make a run invalid, and are named', () => {
    const mutated = goodRun().change((_tables, run) => run.mutants.push('no-compensation'));
    expect(mutated.judged().verdict.valid).toBe(true);
    expect(mutated.verdict().mutants).toEqual(['no-compensation']);
  });

  test.each([
    ['was never injected', () => []],
    ['did not land', () => [{ ...KILL, landedAtMs: null }]],
    ['was not healed', () => [{ ...KILL, healedAtMs: null }]],
    ['has no proof', () => [{ ...KILL, proof: [] }]],
  ])('a planned fault that %s makes the run invalid', (says, records) => {
    const run = killed().change(({ faults }) => faults.splice(0, 1, ...records()));
    expect(run.rule('faults')).toMatchObject({ result: 'fail', detail: expect.stringContaining(says) });
  });

  test('a role that is killed twice needs two records', () => {
    const twice = killed().planned({ faults: [PLANNED_KILL, { ...PLANNED_KILL, afterSeconds: 1 }] });
    expect(twice.rule('faults').result).toBe('fail');
    twice.change(({ faults }) => faults.push({ ...KILL, injectedAtMs: KILL.injectedAtMs + 1_000 }));
    expect(twice.rule('faults').result).toBe('pass');
  });

  test('a fault whose role only the other side has is not missed on this one', () => {
    const faults = [{ ...PLANNED_KILL, fault: 'broker-kill' as const, role: 'kafka' as const }];
    expect(goodRun('rr').planned({ faults }).rule('faults').result).toBe('pass');
    expect(goodRun('ed').planned({ faults }).rule('faults').result).toBe('fail');
  });

  describe('a run that did not drain', () => {
    const undrained = (run: History): History =>
      run.change((_tables, side) => Object.assign(side, { drained: false }));

    test.each<[string, string, (run: History) => History]>([
      ['an order is undecided', '1 order to decide', (run) => run.order('late', PLACED)],
      [
        'a group has not read to the end',
        '2 messages to process',
        (run) => run.change(({ groups }) => Object.assign(groups[0]!, { committed: groups[0]!.end - 2 })),
      ],
      [
        'an event is in an outbox alone',
        '1 event to publish',
        (run) => run.change(({ events }) => events.splice(0, 1)),
      ],
    ])('is valid when %s: that is what was left', (_, left, change) => {
      const run = undrained(change(goodRun('ed')));
      expect(run.rule('drained')).toMatchObject({ result: 'pass', detail: expect.stringContaining(left) });
      expect([run.check('4')!.result, run.check('8')!.result]).toContain('fail');
    });

    test('is not valid when a check fails about an order that is decided: something else was left', () => {
      const run = undrained(goodRun('ed').order('gina', { ...CONFIRMED, deliveries: [] }));
      expect(run.check('4')!.result).toBe('fail');
      expect(run.rule('drained').result).toBe('fail');
    });
  });

  test('a check that is unknown makes the run invalid: it proved nothing', () => {
    const proved = goodRun().planned({ sometimes: { rr: ['breaker-opened'], ed: [] } });
    expect(proved.rule('checks-decided').detail).toContain('no circuit breaker opened');
  });

  test('one stale read in a hundred is within the tolerance', () => {
    const run = goodRun().change(({ operations }) =>
      Object.assign(operations.find(({ kind }) => kind === 'read')!, { state: 'rejected' }),
    );
    expect(run.rule('reads').result).toBe('pass');
  });

  test('a client that was told a decided state and then another saw time go backwards', () => {
    const run = goodRun().change((tables) => {
      for (const read of readsOf(tables).slice(0, 2)) {
        tables.operations.push({ ...read, state: 'placed' } as typeof read);
      }
    });
    expect(run.rule('reads').result).toBe('fail');
  });
});
