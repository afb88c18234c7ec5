import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MENU, menuItem } from './menu.ts';
import { mayBecome, type OrderLine, type OrderState, placeOrder } from './order.ts';

const distinctLines = fc.uniqueArray(
  fc.record({
    sku: fc.constantFrom(...MENU.map((item) => item.sku)),
    quantity: fc.integer({ min: 1, max: 50 }),
  }),
  { selector: (line) => line.sku, minLength: 1 },
);
const command = (lines: readonly OrderLine[]) => ({ customerId: 'ann', lines, cardToken: 'tok_visa' });

describe('placeOrder', () => {
  test('any lines of the menu: priced by the menu, and the total is their sum', () => {
    fc.assert(
      fc.property(distinctLines, (lines) => {
        const order = placeOrder('order-1', command(lines));
        if ('code' in order) throw new Error(`refused: ${order.code}`);
        expect(order.lines.map(({ sku, quantity }) => ({ sku, quantity }))).toEqual(lines);
        let totalCents = 0;
        for (const { sku, quantity, priceCents } of order.lines) {
          expect(priceCents).toBe(menuItem(sku)?.priceCents);
          totalCents += quantity * priceCents;
        }
        expect(order.totalCents).toBe(totalCents);
      }),
    );
  });

  test('a sku that is not on the menu: no order, and the sku is named', () => {
    const lines = [
      { sku: 'porridge', quantity: 1 },
      { sku: 'gold-toast', quantity: 1 },
    ];
    expect(placeOrder('order-1', command(lines))).toEqual({ code: 'unknown_sku', sku: 'gold-toast' });
  });

  test('names that every object has: no sku either', () => {
    const lines = [{ sku: 'constructor', quantity: 1 }];
    expect(placeOrder('order-1', command(lines))).toEqual({ code: 'unknown_sku', sku: 'constructor' });
  });

  test('the same sku in two lines: no order', () => {
    const line = { sku: 'porridge', quantity: 1 };
    expect(placeOrder('order-1', command([line, line]))).toEqual({ code: 'duplicate_sku', sku: 'porridge' });
  });
});

describe('mayBecome', () => {
  const states: OrderState[] = ['placed', 'confirmed', 'rejected'];

  test('a placed order: may be confirmed or rejected, once', () => {
    const legal = states.flatMap((from) =>
      states.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(legal).toEqual(['placed → confirmed', 'placed → rejected']);
  });
});
