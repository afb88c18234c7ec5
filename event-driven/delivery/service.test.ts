import { describe, expect, test } from '@jest/globals';
import { event, said } from '../testing/given.ts';
import { announceRedirected, decideBookings, newest } from './service.ts';

const paid = (orderId: string, customerId: string) => ({
  origin: { key: orderId, orderId, causationId: 'cause', requestId: 'request' },
  customerId,
});
const moved = (customerId: string, version: number, address?: string) =>
  event<'customerChanged'>('', {
    case: 'customerChanged',
    value: { customerId, name: 'Ann', version, ...(address === undefined ? {} : { address }) },
  });

describe('booking', () => {
  const known = new Map([
    ['ann', '1 Road'],
    ['bob', null],
  ]);

  test('given an address, when an order is paid, then its delivery is booked to it', () => {
    const { deliveries, announcements } = decideBookings([paid('a', 'ann')], known);
    expect(said(announcements)).toEqual([['a', 'deliveryBooked', { address: '1 Road' }]]);
    expect(deliveries).toEqual([{ orderId: 'a', customerId: 'ann', address: '1 Road', state: 'booked' }]);
  });

  test('given a customer without an address, when an order is paid, then its delivery is refused', () => {
    const { deliveries, announcements } = decideBookings([paid('a', 'bob')], known);
    expect(said(announcements)).toEqual([['a', 'deliveryRefused', { reason: 'no_address' }]]);
    expect(deliveries).toMatchObject([{ state: 'refused', address: null }]);
  });

  test('given a customer never heard of, when an order is paid, then it waits and the others do not', () => {
    const { deliveries, announcements, unknown } = decideBookings(
      [paid('a', 'eve'), paid('b', 'ann')],
      known,
    );
    expect(unknown).toEqual([paid('a', 'eve')]);
    expect(deliveries).toHaveLength(1);
    expect(announcements).toHaveLength(1);
  });
});

describe('newest', () => {
  test('of several news about a customer the latest version counts, whatever their order', () => {
    const events = [
      moved('ann', 2, '2 Road'),
      moved('ann', 3),
      moved('ann', 1, '1 Road'),
      moved('bob', 1, 'here'),
    ];
    expect(newest(events)).toMatchObject([
      { customerId: 'ann', address: null, version: 3 },
      { customerId: 'bob', address: 'here', version: 1 },
    ]);
  });

  test('of several news about a customer, what was booked since the first of them is concerned', () => {
    const at = (version: number, occurredAtMs: bigint) => ({
      ...moved('ann', version, 'there'),
      occurredAtMs,
    });
    expect(newest([at(2, 20n), at(3, 30n), at(1, 10n)])).toMatchObject([{ version: 3, sinceMs: 10 }]);
  });
});

describe('redirecting', () => {
  test('given a booking that was put right, then it is announced about its order, because of the news', () => {
    const news = moved('ann', 2, '2 Road');
    const redirected = [{ orderId: 'a', customerId: 'ann', address: '2 Road' }];
    expect(announceRedirected(redirected, newest([news]))).toEqual([
      {
        origin: { key: 'a', orderId: 'a', causationId: news.eventId, requestId: 'request' },
        fact: { case: 'deliveryRedirected', value: { address: '2 Road' } },
      },
    ]);
  });
});
