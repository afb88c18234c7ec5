import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ARMS } from '../experiment/arms.ts';
import { FAULT_NAMES, type FaultName } from '../scenarios/scenario.ts';
import { sidesOfTarget } from '../scenarios/target.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';
import { needsHops, whyNot, whyNotByHand, whyNotOf, wrongOption } from './possible.ts';

const INJECT = { title: 'broken', colour: '#000000', does: 'breaks it', inject: () => Promise.reject() };
const ofRole: Fault = { ...INJECT };
const ofBank: Fault = { ...INJECT, roles: ['bank'] };
const ofHop: Fault = {
  ...INJECT,
  isOfHop: true,
  options: z.object({ latencyMs: z.int().min(1).default(100) }),
};

describe('whether a fault can be done', () => {
  test.each<[string, Fault, Parameters<typeof whyNot>[2]]>([
    ['a fault of any role, to one', ofRole, { target: { role: 'payments' }, side: 'rr' }],
    ['a fault of the bank, to it', ofBank, { target: { role: 'bank' }, side: 'ed' }],
    ['a fault of a hop, to one', ofHop, { target: { role: 'payments', to: 'bank' }, side: 'ed' }],
    [
      'with an option',
      ofHop,
      { target: { role: 'payments', to: 'bank' }, side: 'ed', with: { latencyMs: 5 } },
    ],
  ])('%s: yes', (_what, fault, what) => {
    expect(whyNot('break', fault, what)).toBeUndefined();
  });

  test.each<[string, Fault, Parameters<typeof whyNot>[2]]>([
    ['The request-response kitchen has no kafka.', ofRole, { target: { role: 'kafka' }, side: 'rr' }],
    ['break is done to bank only.', ofBank, { target: { role: 'stock' }, side: 'rr' }],
    ['break is done to processes of a kitchen only.', ofRole, { target: { role: 'clients' }, side: 'rr' }],
    ['like payments:bank, and not to payments', ofHop, { target: { role: 'payments' }, side: 'rr' }],
    [
      'The event-driven kitchen has no way from orders to stock; it has gateway:orders, gateway:customers, orders:postgres, orders:kafka',
      ofHop,
      { target: { role: 'orders', to: 'stock' }, side: 'ed' },
    ],
    ['not to the way from it', ofRole, { target: { role: 'payments', to: 'bank' }, side: 'rr' }],
    [
      'There is no option of break "latency". Did you mean "latencyMs"? There is: latencyMs.',
      ofHop,
      { target: { role: 'payments', to: 'bank' }, side: 'rr', with: { latency: 5 } },
    ],
    [
      'break: "latencyMs" must be at least 1, not 0.',
      ofHop,
      { target: { role: 'payments', to: 'bank' }, side: 'rr', with: { latencyMs: 0 } },
    ],
    [
      'break: "latencyMs" must be a number, not "1s".',
      ofHop,
      { target: { role: 'payments', to: 'bank' }, side: 'rr', with: { latencyMs: '1s' } },
    ],
    [
      'break is done to payments, and not to one of its instances',
      ofRole,
      { target: { role: 'payments', instance: 2 }, side: 'rr' },
    ],
    [
      'break has no options, and so no "for".',
      ofRole,
      { target: { role: 'payments' }, side: 'rr', with: { for: 1 } },
    ],
  ])('%s', (why, fault, what) => {
    expect(whyNot('break', fault, what)).toContain(why);
  });
});

describe('how a fault can be done', () => {
  const wrong = (name: FaultName, given: object) => wrongOption(name, FAULTS[name], given);
  test.each<[FaultName, object, string, string]>([
    ['bank-errors', { rate: 1.3 }, 'value rate', 'bank-errors: "rate" must be at most 1, not 1.3.'],
    ['bank-errors', { rate: '130%' }, 'value rate', 'bank-errors: "rate" must be a number, not "130%".'],
    [
      ...(['rolling-deploy', { drain: 'maybe' }, 'value drain'] as const),
      'rolling-deploy: "drain" must be true or false, not "maybe".',
    ],
    [
      ...(['poison', { kind: 'malfromed' }, 'value kind'] as const),
      'poison: "kind" can not be "malfromed". Did you mean "malformed"? There are: malformed, unknown-event, ',
    ],
    [
      ...(['slow', { jitterMs: 400 }, 'value jitterMs'] as const),
      'slow: "jitterMs" must be at most half of latencyMs, not 400.',
    ],
    [
      ...(['slow', { latncyMs: 30 }, 'key latncyMs'] as const),
      'There is no option of slow "latncyMs". Did you mean "latencyMs"? There are: latencyMs, jitterMs, direction.',
    ],
    [
      ...(['duplicate', { sahre: 1 }, 'key sahre'] as const),
      'There is no option of duplicate "sahre". Did you mean "share"? There is: share.',
    ],
    ['kill', { delay: 1 }, 'key delay', 'kill has no options, and so no "delay".'],
  ])('%s with %j is refused at the %s: %s', (name, given, place, sentence) => {
    const { at, path, sentence: told } = wrong(name, given)!;
    expect([at, ...path].join(' ')).toBe(place);
    expect(told).toContain(sentence);
  });

  test('every fault can be done with nothing said of how', () => {
    for (const name of FAULT_NAMES) expect(wrong(name, {})).toBeUndefined();
  });
});

test('what clients do belongs to a scenario, whatever the fault', () => {
  expect(whyNotByHand('duplicate', { role: 'clients' })).toBe(
    'duplicate is planned into a load: it belongs to a scenario, and can not be done by hand.',
  );
  expect(whyNotByHand('duplicate', { role: 'orders' })).toBeUndefined();
});

describe('whether the kitchen is such that it can be done', () => {
  const ofTwo: Fault = { ...INJECT, needsInstances: 2 };
  const ofOne: Fault = { ...INJECT, mostInstances: 1 };
  const ofRung: Fault = { ...INJECT, needsRung: { ed: 'dead-letters' } };
  const customers = { target: { role: 'customers' }, instances: 1 } as const;
  test.each<[string | undefined, Fault, Omit<Parameters<typeof whyNotOf>[2], 'arm'> & { arm?: string }]>([
    [undefined, ofOne, { ...customers, side: 'ed' }],
    [
      'break needs at most 1, or else it can not be seen; there are 2 instances of customers (--instances).',
      ofOne,
      { ...customers, side: 'ed', instances: 2 },
    ],
    [undefined, ofRung, { ...customers, side: 'ed', arm: 'outbox' }],
    [undefined, ofRung, { ...customers, side: 'ed', arm: 'dead-letters' }],
    [undefined, ofRung, { ...customers, side: 'rr', arm: 'naive' }],
    [
      'break can not be seen below the rung dead-letters of the event-driven ladder, and so not on idempotent.',
      ofRung,
      { ...customers, side: 'ed', arm: 'idempotent' },
    ],
    [undefined, ofRole, { target: { role: 'payments', instance: 2 }, side: 'rr', instances: 2 }],
    [undefined, ofTwo, { target: { role: 'services' }, side: 'ed', instances: 2 }],
    [
      'There is no payments@3: there are 2 instances of payments.',
      ofRole,
      { target: { role: 'payments', instance: 3 }, side: 'rr', instances: 2 },
    ],
    [
      'There is no bank@2: there is 1 instance of bank.',
      ofRole,
      { target: { role: 'bank', instance: 2 }, side: 'rr', instances: 2 },
    ],
    [
      'break needs at least 2, so that one works while another is away; there is 1 instance of each service (--instances).',
      ofTwo,
      { target: { role: 'services' }, side: 'rr', instances: 1 },
    ],
    [
      'there is 1 instance of gateway (--instances).',
      ofTwo,
      { target: { role: 'gateway' }, side: 'rr', instances: 2 },
    ],
  ])('%s', (why, fault, what) => {
    const told = whyNotOf('break', fault, { arm: ARMS[what.side], ...what });
    if (why === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(why);
  });
});

test('sides of a target: where all of it is there', () => {
  expect(sidesOfTarget({ role: 'kafka' })).toEqual(['ed']);
  expect(sidesOfTarget({ role: 'payments', to: 'kafka' })).toEqual(['ed']);
  expect(sidesOfTarget({ role: 'payments', to: 'bank' })).toEqual(['rr', 'ed']);
  expect(sidesOfTarget({ role: 'orders', to: 'stock' })).toEqual(['rr']);
  expect(sidesOfTarget({ role: 'clients' })).toEqual(['rr', 'ed']);
  expect(sidesOfTarget({ role: 'services' })).toEqual(['rr', 'ed']);
});

test('proxies stand in a comparison when something happens to a hop, and only then', () => {
  expect(needsHops([{ role: 'payments' }])).toBe(false);
  expect(needsHops([{ role: 'payments' }, { role: 'payments', to: 'bank' }])).toBe(true);
});
