import { describe, expect, test } from '@jest/globals';
import { event, noConnection, said } from '../testing/given.ts';
import { createStock, decideReservations } from './service.ts';
import type { StockStore } from './store.ts';

const placed = (orderId: string, ...lines: [sku: string, quantity: number][]) =>
  event<'orderPlaced'>(orderId, {
    case: 'orderPlaced',
    value: { order: { customerId: 'ann', lines: lines.map(([sku, quantity]) => ({ sku, quantity })) } },
  });

describe('reserving', () => {
  test('given enough portions, when an order is placed, then they are reserved and the order travels on', () => {
    const { announcements, left } = decideReservations([placed('a', ['juice', 2])], new Map([['juice', 5]]));
    expect(announcements[0]).toMatchObject({
      origin: { orderId: 'a' },
      fact: { case: 'stockReserved', value: { order: { customerId: 'ann' } } },
    });
    expect(left).toEqual(new Map([['juice', 3]]));
  });

  test('given orders in one batch, when portions run out between them, then the first come are served', () => {
    const events = [placed('a', ['juice', 2]), placed('b', ['juice', 2]), placed('c', ['juice', 1])];
    const { announcements, reservations, left } = decideReservations(events, new Map([['juice', 3]]));
    expect(announcements.map(({ origin, fact }) => [origin.orderId, fact.case])).toEqual([
      ['a', 'stockReserved'],
      ['b', 'stockRejected'],
      ['c', 'stockReserved'],
    ]);
    expect(reservations.map(({ state }) => state)).toEqual(['reserved', 'rejected', 'reserved']);
    expect(left).toEqual(new Map([['juice', 0]]));
  });

  test('given one line short, when an order is placed, then none of its lines is held', () => {
    const available = new Map([
      ['juice', 5],
      ['granola', 0],
    ]);
    const { announcements, left } = decideReservations(
      [placed('a', ['juice', 1], ['granola', 1])],
      available,
    );
    expect(said(announcements)).toEqual([['a', 'stockRejected', { missingSku: 'granola' }]]);
    expect(left).toEqual(available);
  });

  test('an event without its order is poison', () => {
    const empty = event<'orderPlaced'>('a', { case: 'orderPlaced', value: {} });
    expect(() => decideReservations([empty], new Map())).toThrow(expect.objectContaining({ kind: 'poison' }));
  });
});

describe('releasing', () => {
  test('given two orders to undo and one of them held, then only that one is released and said', async () => {
    const store = { release: async () => new Set(['held']) } as unknown as StockStore;
    const [compensation] = createStock(store).compensations;
    const undoing = ['held', 'never-held', 'held'].map((orderId) => ({
      event: event(orderId, { case: 'paymentDeclined', value: { reason: 'no' } }),
      answer: undefined,
    }));
    expect(said(await compensation!.write(undoing, noConnection))).toEqual([['held', 'stockReleased', {}]]);
  });
});
