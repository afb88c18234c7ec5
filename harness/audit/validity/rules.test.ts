/** Every rule, broken by a run that was good but for one thing; and what must be there for it to be decided at all. */
import { describe, expect, test } from '@jest/globals';
import { goodRun } from '../testing/good-run.ts';
import { type History, KILL, PHASES } from '../testing/history.ts';

type Change = Parameters<History['change']>[0];
type Tables = History['tables'];

const readsOf = ({ operations }: Tables) => operations.filter(({ kind }) => kind === 'read');

function setEach<Row extends object>(rows: readonly Row[], to: (row: Row) => Partial<Row>): void {
  for (const row of rows) Object.assign(row, to(row));
}

describe('a rule of validity', () => {
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
});
