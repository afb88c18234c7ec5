import { describe, expect, test } from '@jest/globals';
import { history } from './testing/history.ts';
import type { OrderStory } from './testing/order-story.ts';
import {
  CONFIRMED,
  DECLINED,
  NO_ADDRESS,
  OUT_OF_STOCK,
  PLACED,
  REFUSED,
  UNDONE,
} from './testing/order-story.ts';

const bucketOf = (side: 'rr' | 'ed', story: OrderStory) => {
  const { bucket, why } = history(side).order('it', story).ledgerLine('it');
  return { bucket, why };
};

describe.each(['rr', 'ed'] as const)('buckets on %s', (side) => {
  test.each([
    ['a confirmed order with one of everything', CONFIRMED, 'completed'],
    ['a confirmed order whose client gave up waiting', { ...CONFIRMED, told: 'nothing' }, 'completed'],
    ['a confirmed order whose client was told no', { ...CONFIRMED, told: 'no effect' }, 'completed'],
    ['an order that is out of stock', OUT_OF_STOCK, 'rejected'],
    ['an order whose card was declined', DECLINED, 'rejected'],
    ['an order without an address, refunded', NO_ADDRESS, 'rejected'],
    ['a refusal without a trace', REFUSED, 'refused'],
    ['a refusal that was undone', UNDONE, 'refused'],
    ['no answer and no trace', { ...REFUSED, told: 'nothing' }, 'refused'],
    ['an order that the load generator could not start', { ...REFUSED, told: 'never asked' }, 'refused'],
    ['a second live charge', { ...CONFIRMED, bank: ['captured', 'captured'] }, 'duplicated'],
    ['a second held reservation', { ...CONFIRMED, reservations: ['reserved', 'reserved'] }, 'duplicated'],
    ['a second booked delivery', { ...CONFIRMED, deliveries: ['booked', 'booked'] }, 'duplicated'],
    [
      'a second charge that was refunded',
      { ...CONFIRMED, bank: ['captured', 'captured', 'refunded'] },
      'completed',
    ],
    [
      'a second attempt that the bank answered with the first',
      { ...CONFIRMED, bank: ['captured', 'replayed'] },
      'completed',
    ],
    ['money kept and no delivery', { ...CONFIRMED, deliveries: [] }, 'charged-not-delivered'],
    ['money kept for a rejected order', { ...NO_ADDRESS, bank: ['captured'] }, 'charged-not-delivered'],
    ['money kept after a refusal', { ...UNDONE, bank: ['captured'] }, 'charged-not-delivered'],
    [
      'a delivery to where the customer never was',
      { ...CONFIRMED, address: 'Elsewhere' },
      'charged-not-delivered',
    ],
    ['a delivery that nobody paid', { ...CONFIRMED, bank: ['declined'] }, 'delivered-not-charged'],
    ['a yes and no trace', { ...REFUSED, told: 'yes' }, 'lost'],
    ['a yes and an order undone as unavailable', { ...UNDONE, told: 'yes' }, 'lost'],
    ['confirmed, and nothing is there', { ...CONFIRMED, bank: [], deliveries: [], payments: [] }, 'lost'],
    ['an order that never ended, client not answered', { ...PLACED, told: 'nothing' }, 'stuck'],
    ['portions still held for a rejected order', { ...DECLINED, reservations: ['reserved'] }, 'stuck'],
    ['portions still held after a refusal', { ...UNDONE, reservations: ['reserved'] }, 'stuck'],
    ['a confirmed order without its portions', { ...CONFIRMED, reservations: ['released'] }, 'stuck'],
    [
      'money and delivery for a rejected order',
      { ...CONFIRMED, state: 'rejected', reason: 'no_address' },
      'stuck',
    ],
  ] as [string, OrderStory, string][])('%s', (_name, story, bucket) => {
    expect(bucketOf(side, story)).toEqual({ bucket, why: expect.stringMatching(/^\w.*[^.]$/) });
  });
});

describe('buckets', () => {
  test('two orders of one intent are duplicated', () => {
    const twice = history('rr').order('anna', CONFIRMED);
    twice.change(({ orders }) => orders.push({ ...orders[0]!, orderId: 'another' }));
    expect(twice.ledgerLine('anna')).toMatchObject({ bucket: 'duplicated', why: 'one intent has 2 orders' });
  });

  test('the same key of two customers is two intents', () => {
    const both = history('rr').order('anna', CONFIRMED);
    both.change(({ operations, orders }, run) => {
      const place = operations.find(({ kind }) => kind === 'place')!;
      operations.push({
        ...place,
        customerId: 'c-002',
        orderId: 'another',
        state: 'rejected',
      } as typeof place);
      orders.push({
        ...orders[0]!,
        orderId: 'another',
        customerId: 'c-002',
        state: 'rejected',
        reason: 'out_of_stock',
      });
      run.load.offered += 1;
      run.load.started += 1;
    });
    expect(both.judged().ledger.map(({ bucket }) => bucket)).toEqual(['completed', 'rejected']);
  });

  test('a charge of the wrong amount leaves a confirmed order stuck', () => {
    const wrong = history('rr').order('anna', CONFIRMED);
    wrong.change(({ bank }) => (bank[0]!.amountCents += 100));
    expect(wrong.ledgerLine('anna')).toMatchObject({
      bucket: 'stuck',
      why: 'confirmed at 5.60 EUR, but the bank keeps 6.60 EUR',
    });
  });

  test('a client told confirmed of an order that is rejected has lost it', () => {
    const lied = history('rr').order('anna', DECLINED);
    lied.change(({ operations }) => Object.assign(operations[0]!, { state: 'confirmed' }));
    expect(lied.ledgerLine('anna').bucket).toBe('lost');
  });

  test('an undecided order whose event was never published is lost: nothing can finish it', () => {
    const silent = history('ed').order('anna', { ...PLACED, facts: [] });
    expect(silent.ledgerLine('anna')).toMatchObject({
      bucket: 'lost',
      why: expect.stringContaining('no message is left that could finish it'),
    });
  });

  test('an undecided order with a message still unread is stuck, not lost', () => {
    const late = history('ed').order('anna', PLACED);
    late.change(({ inbox, groups }) => {
      inbox.length = 0;
      groups[0]!.committed = 0;
    });
    expect(late.ledgerLine('anna').bucket).toBe('stuck');
  });

  test('an undecided order with a row still in the outbox is stuck, not lost', () => {
    const late = history('ed').order('anna', PLACED);
    late.change(({ events, outbox, inbox }) => {
      events.length = 0;
      inbox.length = 0;
      outbox[0]!.publishedAtMs = null;
    });
    expect(late.ledgerLine('anna').bucket).toBe('stuck');
  });

  test('an undecided order whose message is a dead letter is stuck, not lost', () => {
    const parked = history('ed').order('anna', PLACED);
    parked.change(({ events, inbox }) => {
      inbox.length = 0;
      events.push({ ...events[0]!, topic: 'stock.dead-letters' });
    });
    expect(parked.ledgerLine('anna').bucket).toBe('stuck');
  });

  test('an order that nobody asked for is a phantom', () => {
    const haunted = history('rr').order('anna', { ...CONFIRMED, told: 'never asked' });
    haunted.change((_tables, run) => Object.assign(run.load, { offered: 0, dropped: 0 }));
    expect(haunted.judged().ledger).toMatchObject([
      {
        bucket: 'phantom',
        key: haunted.orderId('anna'),
        why: expect.stringContaining('holds a reservation, 5.60 EUR, a delivery'),
      },
    ]);
  });

  test('a reservation of an order that does not exist is a phantom', () => {
    const haunted = history('rr').order('anna', CONFIRMED);
    haunted.change(({ reservations }) =>
      reservations.push({ ...reservations[0]!, orderId: 'nobody', reservationId: 'x' }),
    );
    expect(haunted.judged().ledger.map(({ bucket }) => bucket)).toEqual(['completed', 'phantom']);
  });

  test('an order placed before the load belongs to the contract check and is no phantom', () => {
    const checked = history('rr').order(
      'contract',
      { ...CONFIRMED, told: 'never asked' },
      { atMs: 1_699_999_999_000 },
    );
    checked.change((_tables, run) => Object.assign(run.load, { offered: 0, dropped: 0 }));
    expect(checked.judged().ledger).toEqual([]);
  });

  test('the warm-up is told apart', () => {
    const line = history('rr').order('early', CONFIRMED, { atMs: 1_700_000_000_100 }).ledgerLine('early');
    expect(line.phase).toBe('warm-up');
  });
});
