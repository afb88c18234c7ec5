import { describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import type { Call } from '../call.ts';
import { customersClient } from '../clients/customers.ts';
import { createDelivery } from './service.ts';
import type { Delivery, DeliveryStore } from './store.ts';

const who = { customerId: 'ann', requestId: 'request', idempotencyKey: 'a' };
const paid = { ...who, orderId: 'a' };
const livesAt = (address: string | null) => ({ customerId: 'ann', name: 'Ann', version: 1, address });

/** Delivery whose question customers answer so, and rows that were kept before. */
function given(answer: object, keptBefore?: Pick<Delivery, 'state' | 'address'>) {
  const asked: Call[] = [];
  const kept: Delivery[] = [];
  const did: string[] = [];
  const store: DeliveryStore = {
    async keep(delivery) {
      kept.push(delivery);
      return keptBefore ?? delivery;
    },
    refuseFromNowOn: async (orderId, customerId) => void did.push(`refuse ${orderId} of ${customerId}`),
    async cancel(orderId) {
      did.push(`cancel ${orderId}`);
      return 1;
    },
  };
  const customers = customersClient(async (call) => {
    asked.push(call);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { ...createDelivery(store, customers), store, asked, kept, did };
}

describe('booking', () => {
  test('given an address, when an order is paid, then customers are asked for it and it is booked there', async () => {
    const { book, asked, kept } = given(livesAt('1 Road'));
    expect(await book(paid)).toEqual({ outcome: 'booked', address: '1 Road' });
    expect(asked).toMatchObject([
      { method: 'GET', path: '/customers/ann', context: { requestId: 'request' } },
    ]);
    expect(kept).toMatchObject([{ orderId: 'a', idempotencyKey: 'a', address: '1 Road', state: 'booked' }]);
  });

  test.each([
    ['without an address', livesAt(null)],
    ['whom nobody knows', new AppError('not_found', 'no_such_customer', 'who?')],
  ])(
    'given a customer %s, then the order is refused, and that is kept under its key',
    async (_who, answer) => {
      const { book, kept } = given(answer);
      expect(await book(paid)).toEqual({ outcome: 'refused', address: null });
      expect(kept).toMatchObject([{ idempotencyKey: 'a', address: null, state: 'refused' }]);
    },
  );

  test.each([
    ['are down', new AppError('unavailable', 'customers_unreachable', 'down')],
    ['do not answer', new AppError('timeout', 'customers_timeout', 'no answer', { effect: 'none' })],
    ['are not what answers', new AppError('not_found', 'no_such_route', 'what?')],
  ])(
    'given customers that %s, then that is no refusal: nothing is kept, and nothing happened',
    async (_are, error) => {
      const { book, kept } = given(error);
      await expect(book(paid)).rejects.toBe(error);
      expect({ kept, effect: error.effect }).toEqual({ kept: [], effect: 'none' });
    },
  );

  test('given a key that came before, when the customer has moved, then the answer is that of the first time', async () => {
    const { book } = given(livesAt('2 Road'), { state: 'booked', address: '1 Road' });
    expect(await book(paid)).toEqual({ outcome: 'booked', address: '1 Road' });
  });

  test('given an order cancelled before, when its booking comes late, then it is refused for good', async () => {
    const { book } = given(livesAt('1 Road'), { state: 'cancelled', address: null });
    await expect(book(paid)).rejects.toMatchObject({
      code: 'already_undone',
      effect: 'none',
      retriable: false,
    });
  });
});

describe('cancelling', () => {
  test('given an order to undo, then late bookings are barred before what is booked is cancelled; nobody is asked', async () => {
    const { cancel, did, asked } = given(new AppError('unavailable', 'customers_unreachable', 'down'));
    expect(await cancel('a', who)).toBe(1);
    expect(did).toEqual(['refuse a of ann', 'cancel a']);
    expect(asked).toEqual([]);
  });

  test('given that they can not be barred, then nothing is cancelled: whoever undoes must come again', async () => {
    const { store, did } = given(livesAt('1 Road'));
    const lost = new AppError('unavailable', 'database_unavailable', 'gone', { effect: 'unknown' });
    const { addressOf } = customersClient(async () => livesAt('1 Road'));
    const { cancel } = createDelivery(
      { ...store, refuseFromNowOn: () => Promise.reject(lost) },
      { addressOf },
    );
    await expect(cancel('a', who)).rejects.toBe(lost);
    expect(did).toEqual([]);
  });
});
