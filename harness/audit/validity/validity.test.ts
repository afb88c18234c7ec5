import { describe, expect, test } from '@jest/globals';
import { judge } from '../judge.ts';
import { experimentOf } from '../testing/experiment.ts';
import { type History, history, KILL, PHASES } from '../testing/history.ts';
import { CONFIRMED, PLACED, REFUSED } from '../testing/order-story.ts';

/** A run as it should be: a hundred orders, in the baseline and after the fault window. */
function goodRun(side: 'rr' | 'ed' = 'rr'): History {
  const run = history(side);
  for (let number = 0; number < 50; number++) run.order(`early ${number}`, CONFIRMED);
  for (let number = 0; number < 50; number++) {
    run.order(`late ${number}`, CONFIRMED, { atMs: PHASES.faultEndMs + 1_000 + number * 10 });
  }
  return run;
}

const PLANNED_KILL = { fault: 'kill', role: 'payments', afterSeconds: 0, forSeconds: 2 } as const;
const killed = (): History =>
  goodRun()
    .planned({ faults: [PLANNED_KILL] })
    .change(({ faults }) => faults.push({ ...KILL }));

type Change = Parameters<History['change']>[0];
type Tables = History['tables'];

const readsOf = ({ operations }: Tables) => operations.filter(({ kind }) => kind === 'read');

function setEach<Row extends object>(rows: readonly Row[], to: (row: Row) => Partial<Row>): void {
  for (const row of rows) Object.assign(row, to(row));
}

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

  const cases: [rule: string, says: string, change: Change][] = [
    [
      'gate',
      'GET /menu: it is empty. Stock ended by SIGSEGV',
      (_, run) => run.gateProblems.push('GET /menu: it is empty.', 'Stock ended by SIGSEGV.'),
    ],
    [
      'load-delivered',
      '100 of 102 offered orders were started (98.0 %)',
      (_, run) => Object.assign(run.load, { offered: 102, dropped: 2 }),
    ],
    ['load-generator', 'k6 ended with exit code 99', (_, run) => Object.assign(run.load, { exitCode: 99 })],
    [
      'load-generator',
      'k6 used 0.7 of a core; below 0.6',
      (_, run) => Object.assign(run.load, { cpuShare: 0.7 }),
    ],
    [
      'cpu-stolen',
      '7.5 % of the CPU was stolen',
      ({ samples }) =>
        setEach(samples, ({ machine }) => ({ machine: { ...machine, stolenMs: machine.totalMs * 0.075 } })),
    ],
    ['cpu-stolen', 'there are no samples', ({ samples }) => samples.splice(0)],
    [
      'cpu-others',
      "32.5 % of the machine's CPU went to other programs",
      ({ samples }) =>
        setEach(samples, ({ machine }) => ({ machine: { ...machine, busyMs: machine.totalMs * 0.5 } })),
    ],
    [
      'baseline-accepted',
      '98.0 % of what was offered in the baseline',
      ({ operations }) => Object.assign(operations[0]!, { outcome: 'refused', status: 503 }),
    ],
    [
      'baseline-latency',
      'completion p95 in the baseline was',
      ({ orders }) => setEach(orders.slice(0, 10), ({ placedAtMs }) => ({ decidedAtMs: placedAtMs + 700 })),
    ],
    [
      'baseline-backlog',
      'the backlog grew from 0 to 50 orders',
      ({ orders }) =>
        setEach(orders.slice(0, 50), () => ({
          placedAtMs: PHASES.faultStartMs - 1_500,
          decidedAtMs: PHASES.faultStartMs + 100,
        })),
    ],
    [
      'clocks',
      '1 effect stamped more than 100 ms before the cause',
      ({ orders }) => Object.assign(orders[0]!, { placedAtMs: orders[0]!.placedAtMs - 200 }),
    ],
    [
      'reads',
      'clients saw something else than the rows say for 2',
      (tables) => setEach(readsOf(tables).slice(0, 2), () => ({ state: 'rejected' })),
    ],
    [
      'reads',
      'clients saw something else than the rows say for 2',
      (tables) =>
        setEach(readsOf(tables).slice(0, 2), () => ({ state: 'placed', sentMs: PHASES.drainEndMs })),
    ],
    [
      'reads',
      'clients saw something else than the rows say for 2',
      (tables) => setEach(readsOf(tables).slice(0, 2), () => ({ status: 404, state: null })),
    ],
    [
      'reads',
      'clients read 0 orders',
      (tables) => setEach(readsOf(tables), () => ({ status: 503, state: null })),
    ],
    [
      'reads',
      'clients read 0 orders',
      ({ operations }) =>
        operations.splice(0, Infinity, ...operations.filter(({ kind }) => kind === 'place')),
    ],
    [
      'drained',
      'nothing in the evidence says what was left',
      (_, run) => Object.assign(run, { drained: false }),
    ],
    ['faults', '1 faults were injected and 0 planned', ({ faults }) => faults.push(KILL)],
  ];
  test.each(cases)('rule %s: says "%s…"', (rule, says, change) => {
    const run = goodRun().change(change);
    expect(run.rule(rule).result).not.toBe('pass');
    expect(run.judged().verdict.invalidBecause).toContainEqual(
      expect.stringMatching(
        new RegExp(`^request-response: .*${says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*\\.$`),
      ),
    );
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

  test('a run that did not drain is valid when the checks say what was left', () => {
    const stuck = goodRun('ed')
      .order('stuck', PLACED)
      .change((_tables, run) => Object.assign(run, { drained: false }));
    expect(stuck.rule('drained').result).toBe('pass');
    expect(stuck.check('4')!.result).toBe('fail');
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

describe('unpredicted', () => {
  const charged = { ...CONFIRMED, deliveries: [] };
  test('names harm and failed checks that the scenario does not predict', () => {
    const { unpredicted } = goodRun().order('gina', charged).judged().verdict;
    expect(unpredicted).toContain('request-response: 1 order ended as "charged-not-delivered".');
    expect(unpredicted).toContainEqual(
      expect.stringMatching(/^request-response: check 4-endings failed with 1 violation, for example: /),
    );
  });
  test('is silent about what the hypothesis says', () => {
    const predicts = {
      rr: { harmful: ['charged-not-delivered' as const], failedChecks: ['4-endings', '5-delivery'] },
      ed: { harmful: [], failedChecks: [] },
    };
    expect(goodRun().order('gina', charged).planned({ predicts }).judged().verdict.unpredicted).toEqual([]);
  });
  test('a refusal is not harm', () => {
    expect(goodRun().order('gina', REFUSED).judged().verdict.unpredicted).toEqual([]);
  });
});
