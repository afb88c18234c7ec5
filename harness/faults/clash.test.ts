import { describe, expect, test } from '@jest/globals';
import type { FaultName } from '../scenarios/scenario.ts';
import type { FaultTarget } from '../scenarios/target.ts';
import { clashOf, type Doing, takeTurns } from './clash.ts';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';

const ofRole: Fault = {
  title: 'broken',
  colour: '#000000',
  does: 'breaks it',
  inject: () => Promise.reject(),
};
const ofBank: Fault = { ...ofRole, roles: ['bank'] };
const ofHop: Fault = { ...ofRole, isOfHop: true };

describe('faults that get in the way of each other', () => {
  const clash = (one: Doing, other: Doing, side: 'rr' | 'ed' = 'rr') => clashOf(one, other, side);
  const doing = (name: string, fault: Fault, target: FaultTarget) => ({ name, fault, target });
  const stopping = (target: FaultTarget, name = 'stop') =>
    doing(name, { ...ofRole, stopsTarget: true }, target);

  test('a fault that a process keeps, and one that stops the same process', () => {
    const kept = doing('misbehave', { ...ofBank, livesInTarget: true }, { role: 'bank' });
    expect(clash(stopping({ role: 'bank' }), kept)).toEqual({ why: 'kept' });
    expect(clash(kept, stopping({ role: 'bank', instance: 1 }))).toEqual({ why: 'kept' });
    expect(clash(kept, stopping({ role: 'stock' }))).toBeUndefined();
    expect(clash(kept, kept)).toEqual({ why: 'turns' });
  });

  test('they take turns when both stop it, or both are the same', () => {
    const second = stopping({ role: 'payments', instance: 2 });
    expect(takeTurns(stopping({ role: 'payments' }), second)).toBe(true);
    expect(takeTurns(second, stopping({ role: 'services' }, 'roll'))).toBe(true);
    expect(takeTurns(second, stopping({ role: 'payments', instance: 1 }))).toBe(false);
    const slowed = doing('slow', ofRole, { role: 'payments' });
    expect(takeTurns(second, slowed)).toBe(false);
    expect(takeTurns(slowed, slowed)).toBe(true);
    expect(takeTurns(slowed, { ...slowed, name: 'fail' })).toBe(false);
  });

  test('what somebody must run for is not done while they are stopped, on the side on which it is so', () => {
    const needsRunning: Fault['needsRunning'] = (side, { role }) =>
      side === 'ed' ? [{ role: 'kafka' }] : [{ role, instance: 1 }];
    const needing = doing('tell', { ...ofRole, needsRunning }, { role: 'stock' });
    const stock = { role: 'stock', instance: 1 } as const;
    for (const [side, role, needed] of [
      ['rr', 'stock', stock],
      ['rr', 'services', stock],
      ['ed', 'kafka', { role: 'kafka' }],
    ] as const) {
      const breaking = stopping({ role });
      const found = { why: 'needed', needing, breaking, needed };
      expect(clash(needing, breaking, side)).toEqual(found);
      expect(clash(breaking, needing, side)).toEqual(found);
    }
    expect(clash(needing, stopping({ role: 'stock', instance: 2 }))).toBeUndefined();
    expect(clash(needing, stopping({ role: 'stock' }), 'ed')).toBeUndefined();
    expect(clash(needing, doing('slow', ofRole, { role: 'stock' }))).toBeUndefined();
  });

  test('nor while the way from one of them to another is broken', () => {
    const needsRunning: Fault['needsRunning'] = () => [{ role: 'customers' }, { role: 'kafka' }];
    const needing = doing('tell', { ...ofRole, needsRunning }, { role: 'customers' });
    const cut = (target: FaultTarget) => doing('cut', ofHop, target);
    const needed = { role: 'customers', to: 'kafka' } as const;
    const breaking = cut(needed);
    expect(clash(needing, breaking, 'ed')).toEqual({ why: 'needed', needing, breaking, needed });
    expect(clash(needing, cut({ role: 'customers', to: 'postgres' }), 'ed')).toBeUndefined();
    expect(clash(needing, cut({ role: 'orders', to: 'kafka' }), 'ed')).toBeUndefined();
  });

  test.each<[FaultName, 'rr' | 'ed', FaultTarget[]]>([
    ['poison', 'rr', [{ role: 'stock', instance: 1 }, { role: 'postgres' }]],
    ['poison', 'ed', [{ role: 'kafka' }, { role: 'postgres' }]],
    ['reorder', 'ed', [{ role: 'customers' }, { role: 'kafka' }, { role: 'postgres' }]],
    ['duplicate', 'ed', [{ role: 'stock' }, { role: 'kafka' }]],
  ])('%s on %s needs these to run', (name, side, needed) => {
    const target: FaultTarget = { role: name === 'reorder' ? 'customers' : 'stock' };
    expect(FAULTS[name].needsRunning!(side, target)).toEqual(needed);
  });

  test('a way, and whom it leads to stopped: nothing could be seen of it', () => {
    const way = doing('cut', ofHop, { role: 'orders', to: 'payments', instance: 2 });
    const end = stopping({ role: 'payments' });
    const unseen = { why: 'unseen', way, stopping: end };
    expect(clash(way, end)).toEqual(unseen);
    expect(clash(end, way)).toEqual(unseen);
    expect(clash(way, stopping({ role: 'payments', instance: 1 }))).toBeUndefined();
    expect(clash(way, stopping({ role: 'orders' }))).toBeUndefined();
  });

  test('what is done to a way takes turns with all that is done to it, and with nothing else', () => {
    const done = (name: string, target: FaultTarget) => doing(name, { ...ofRole, isOfHop: true }, target);
    const cut = done('cut', { role: 'orders', to: 'payments' });
    expect(takeTurns(cut, done('slow', { role: 'orders', to: 'payments' }))).toBe(true);
    expect(takeTurns(cut, done('slow', { role: 'orders', to: 'payments', instance: 2 }))).toBe(true);
    expect(takeTurns(cut, done('slow', { role: 'orders', to: 'stock' }))).toBe(false);
    expect(takeTurns(cut, stopping({ role: 'payments' }))).toBe(false);
  });
});
