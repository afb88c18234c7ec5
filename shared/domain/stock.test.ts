import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reserve } from './stock.ts';

const sku = fc.constantFrom('croissant', 'porridge', 'juice', 'truffle-toast');
const availableStock = fc.dictionary(sku, fc.nat(100)).map((record) => new Map(Object.entries(record)));
const orderLines = fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 60 }) }), { minLength: 1 });

describe('reserve', () => {
  test('whatever is asked for: never more is held than there is, and nothing else is touched', () => {
    fc.assert(
      fc.property(availableStock, orderLines, (available, lines) => {
        const before = new Map(available);
        const result = reserve(available, lines);
        expect(available).toEqual(before);
        if (result.outcome === 'rejected') return;
        for (const [name, left] of result.left) {
          const asked = lines
            .filter((line) => line.sku === name)
            .reduce((sum, line) => sum + line.quantity, 0);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left).toBe((available.get(name) ?? 0) - asked);
        }
        expect([...result.left.keys()].sort()).toEqual([...new Set(lines.map((line) => line.sku))].sort());
      }),
    );
  });

  test('rejected exactly when some sku falls short, all lines of it together', () => {
    fc.assert(
      fc.property(availableStock, orderLines, (available, lines) => {
        const asked = Map.groupBy(lines, (line) => line.sku);
        const short = [...asked].filter(([name, some]) => {
          return some.reduce((sum, line) => sum + line.quantity, 0) > (available.get(name) ?? 0);
        });
        const result = reserve(available, lines);
        expect(result.outcome).toBe(short.length > 0 ? 'rejected' : 'reserved');
        if (result.outcome === 'rejected') expect(short.map(([name]) => name)).toContain(result.missingSku);
      }),
    );
  });

  test('the second line falls short: the first is not held either', () => {
    const available = new Map([
      ['juice', 5],
      ['truffle-toast', 1],
    ]);
    const lines = [
      { sku: 'juice', quantity: 1 },
      { sku: 'truffle-toast', quantity: 2 },
    ];
    expect(reserve(available, lines)).toEqual({ outcome: 'rejected', missingSku: 'truffle-toast' });
  });
});
