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

  type Case = [rule: string, says: string, change: Change];

  const breaking: Case[] = [
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
      'drained',
      'nothing in the evidence says what was left',
      (_, run) => Object.assign(run, { drained: false }),
    ],
    [
      'ledger-adds-up',
      'has 100 lines for 98 offered orders and 0 phantoms',
      (_, run) => Object.assign(run.load, { offered: 98 }),
    ],
    ['ledger-adds-up', '99 of them for the 100 that k6 started', ({ operations }) => operations.splice(0, 1)],
    [
      'checks-decided',
      'check 4-endings is unknown: there was nothing to look at',
      ({ orders, reservations, payments, deliveries, bank }) => {
        for (const table of [orders, reservations, payments, deliveries, bank]) table.splice(0);
      },
    ],
    ['faults', '1 faults were injected and 0 planned', ({ faults }) => faults.push(KILL)],
  ];

  const undecidable: Case[] = [
    ['load-delivered', 'nothing was offered', (_, run) => Object.assign(run.load, { offered: 0 })],
    ['cpu-stolen', 'there are no samples', ({ samples }) => samples.splice(0)],
    ['cpu-others', 'there are no samples', ({ samples }) => samples.splice(0)],
    [
      'baseline-accepted',
      'nothing was offered in the baseline',
      (_, { phases }) => Object.assign(phases, { faultStartMs: phases.baselineStartMs }),
    ],
    [
      'baseline-latency',
      'nothing was completed in the baseline',
      ({ orders }) => setEach(orders, () => ({ state: 'placed', decidedAtMs: null })),
    ],
    [
      'baseline-backlog',
      'there was no baseline',
      (_, { phases }) => Object.assign(phases, { faultStartMs: phases.baselineStartMs }),
    ],
    [
      'reads',
      'no order was accepted',
      ({ operations }) =>
        setEach(operations, ({ kind }) => (kind === 'place' ? { outcome: 'refused', status: 503 } : {})),
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
  ];

  test('no rule is without a run that breaks it', () => {
    const rules = goodRun()
      .judged()
      .verdict.validity!.filter(({ side }) => side !== null);
    const broken = new Set(breaking.map(([rule]) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
  });

  test.each([
    ...breaking.map((each) => [...each, 'fail'] as const),
    ...undecidable.map((each) => [...each, 'unknown'] as const),
  ])('rule %s: says "%s…"', (rule, says, change, result) => {
    const run = goodRun().change(change);
    expect(run.rule(rule).result).toBe(result);
    const sentences = run
      .judged()
      .verdict.invalidBecause.filter((each) => /^request-response: .*\.$/.test(each));
    expect(sentences).toContainEqual(expect.stringContaining(says));
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
