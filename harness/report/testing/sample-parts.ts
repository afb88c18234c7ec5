/** Checks, validity rules and costs of the made-up run. */
import type { CheckResult, LedgerLine, SideVerdict, ValidityRule } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';

const CHECKS = [
  ['1-nothing-lost', 'Accepted is never lost; nothing phantom; an answer that says “no effect” had none'],
  [
    '2-money',
    'Captured minus refunded is the price if confirmed and nothing otherwise; never two live captures',
  ],
  ['3-stock', 'Available, reserved and sold add up to what there was, and never fall below zero'],
  ['4-all-ended', 'Every order ends within the drain time, in a legal combination'],
  ['5-delivery', 'One delivery per confirmed order, to an address that the customer had'],
  ['8-outbox', 'The outbox and the topics hold the same events; every offset is processed; the lag is 0'],
  ['11-load', 'Offered is started plus dropped; started is answered yes, no or unknown'],
  ['12-sometimes', 'What the scenario is about did happen'],
] as const;

export const checksOf = (side: Side, lines: readonly LedgerLine[], text: string): CheckResult[] =>
  CHECKS.filter(([id]) => side === 'ed' || id !== '8-outbox').map(([id, title]) => {
    const guilty = lines.filter(
      ({ bucket }) =>
        (id === '2-money' && (bucket === 'charged-not-delivered' || bucket === 'duplicated')) ||
        (id === '4-all-ended' && bucket === 'stuck'),
    );
    return {
      id,
      title,
      result: guilty.length > 0 ? 'fail' : 'pass',
      count: guilty.length,
      examined: id === '12-sometimes' ? 2 : lines.length,
      examples: guilty.slice(0, 10).map(({ orderId, key, why }) => ({ orderId, key, what: `${why}${text}` })),
    };
  });

export function costOf(side: Side, orders: number): SideVerdict['cost'] {
  const byService: Record<string, number> =
    side === 'rr'
      ? { gateway: 0.9, orders: 1.9, stock: 0.7, payments: 1, delivery: 0.8, customers: 0.4, bank: 0.3 }
      : { gateway: 0.8, orders: 1.6, stock: 1.1, payments: 1.4, delivery: 1.2, customers: 0.1, bank: 0.3 };
  const services = Object.values(byService).reduce((sum, value) => sum + value, 0);
  return {
    cpuMsPerOrder: {
      services,
      postgres: side === 'rr' ? 1.8 : 2.3,
      kafka: side === 'rr' ? 0 : 2.9,
      load: 1.1,
      byService,
    },
    idleCpu: side === 'rr' ? 0.02 : 0.14,
    rssMb: side === 'rr' ? 640 : 1120,
    rowsWritten: orders * (side === 'rr' ? 5 : 14),
    messages: side === 'rr' ? 0 : orders * 5,
  };
}

export const validityRules = (sides: readonly Side[], valid: boolean): ValidityRule[] =>
  sides.flatMap((side): ValidityRule[] => [
    {
      id: 'load-delivered',
      title: 'The load was delivered',
      side,
      result: valid || side === 'ed' ? 'pass' : 'fail',
      detail:
        valid || side === 'ed'
          ? 'started 100 % of what was offered; at least 99 %'
          : 'started 96 % of what was offered; at least 99 %',
    },
    {
      id: 'fault-landed',
      title: 'The fault landed and was healed',
      side,
      result: 'pass',
      detail: 'SIGKILL, a new process after 10.4 s',
    },
    {
      id: 'headroom',
      title: 'The machine had headroom',
      side,
      result: 'pass',
      detail: 'baseline completion p95 92 ms; below 500 ms',
    },
  ]);
