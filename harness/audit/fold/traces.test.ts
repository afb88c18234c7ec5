import { describe, expect, test } from '@jest/globals';
import { hasPattern } from '#shared/platform/ladder.ts';
import { LADDER } from '../../../event-driven/ladder.ts';
import { LADDER as RR_LADDER } from '../../../request-response/ladder.ts';
import type { FaultName, PlannedFault } from '../../scenarios/scenario.ts';
import { parseFaultTarget } from '../../scenarios/target.ts';
import { tracesOf, whyNever } from './traces.ts';

test.each(LADDER)('%s leaves the traces of the patterns that it has', (arm) => {
  const has = hasPattern(LADDER, arm);
  expect(tracesOf(arm)).toEqual({
    outbox: has('outbox'),
    inbox: has('idempotent'),
    wholeLog: has('outbox'),
  });
});

describe('what can happen on a rung', () => {
  type Event = Parameters<typeof whyNever>[1];
  const can = (side: 'rr' | 'ed', arm: string, event: Event, ...faults: PlannedFault[]): boolean =>
    whyNever({ side, arm, faults }, event) === undefined;
  const fault = (name: FaultName, target: string): PlannedFault => ({
    ...{ fault: name, ...parseFaultTarget(target)!, afterSeconds: 0, forSeconds: 1 },
  });

  test.each(RR_LADDER)('request-response, %s: a breaker opens where there is one', (arm) => {
    expect(can('rr', arm, 'breaker-opened')).toBe(hasPattern(RR_LADDER, arm)('breakers'));
  });
  test.each(RR_LADDER)('request-response, %s: something is asked twice where somebody tries again', (arm) => {
    expect(can('rr', arm, 'redelivered')).toBe(hasPattern(RR_LADDER, arm)('retries'));
  });
  test.each(RR_LADDER)('request-response, %s: orders are refused where none waits', (arm) => {
    expect(can('rr', arm, 'refused', fault('kill', 'payments'))).toBe(
      !hasPattern(RR_LADDER, arm)('accept-later'),
    );
  });
  test.each<[FaultName, string, boolean]>([
    ['kill', 'orders', true],
    ['pause', 'gateway', true],
    ['kill', 'orders@2', true],
    ['rolling-deploy', 'services', true],
    ['database-kill', 'postgres', true],
    ['cut', 'gateway:orders', true],
    ['slow', 'orders:postgres', true],
    ['load-spike', 'clients', true],
    ['noop', 'orders', false],
    ['poison', 'orders', false],
    ['retry-storm', 'clients', false],
    ['bank-slow', 'bank', false],
    ['cut', 'orders:payments', false],
    ['cut', 'gateway:customers', false],
    ['cut', 'stock:postgres', false],
  ])('request-response, accept-later, %s %s: whether orders are refused is asked: %s', (name, target, is) => {
    expect(can('rr', 'accept-later', 'refused', fault('kill', 'payments'), fault(name, target))).toBe(is);
  });
  test.each(LADDER)('event-driven, %s: a message comes again where offsets follow the work', (arm) => {
    expect(can('ed', arm, 'redelivered')).toBe(hasPattern(LADDER, arm)('at-least-once'));
  });
  test.each<[FaultName, string, boolean]>([
    ['duplicate', 'payments', true],
    ['broker-kill', 'kafka', true],
    ['cut', 'stock:kafka', true],
    ['duplicate', 'clients', false],
    ['kill', 'payments', false],
    ['noop', 'kafka', false],
  ])('event-driven, naive, %s %s: whether something comes twice is asked: %s', (name, target, is) => {
    expect(can('ed', 'naive', 'redelivered', fault(name, target))).toBe(is);
  });
});
