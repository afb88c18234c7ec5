/** What orders does about those that were left half-way. */
import { describe, expect, test } from '@jest/globals';
import { type Answers, command, given, unreachable } from '../testing/orders.ts';
import type { StoredOrder } from './store.ts';

/** An order as a crash leaves it: kept, and in nobody's hands. */
async function givenLeftHalfWay(answers: Answers, undoBecause: StoredOrder['undoBecause'] = null) {
  const kitchen = given(answers);
  const { orderId } = (await kitchen.store.place(command())).stored;
  if (undoBecause !== null) await kitchen.store.decideUndo(orderId, undoBecause);
  return { ...kitchen, orderId };
}

describe('recovery', () => {
  test('it has read an order that was then decided, or is in hand: it leaves both alone', async () => {
    let seen: StoredOrder[] = [];
    let letGo = (_answer: object): void => undefined;
    const { orders, rows, did } = given(
      { charge: () => new Promise((resolve) => (letGo = resolve)) },
      { takeLeftHalfWay: async () => seen.map(({ orderId }) => orderId) },
    );
    const placing = orders.place(command());
    while (!did.includes('charge')) await Promise.resolve();
    seen = [...rows.values()];

    expect(await orders.recover()).toBe(0);
    letGo({ outcome: 'captured' });
    await placing;
    expect(await orders.recover()).toBe(0);
    expect(did).toEqual(['reserve', 'charge', 'book']);
  });

  test('left by a crash: everything that may have been done is undone, the last step first', async () => {
    const { orders, rows, orderId, did } = await givenLeftHalfWay({});

    expect(await orders.recover()).toBe(0);
    expect(did).toEqual(['cancel', 'refund', 'release']);
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
  });

  test('left while it was being undone for a reason of the business: rejected for that reason', async () => {
    const { orders, rows, orderId } = await givenLeftHalfWay({}, 'payment_declined');

    await orders.recover();
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected', reason: 'payment_declined' });
  });

  test('payments are still down: the rest is undone, the order stays undecided until the next time', async () => {
    const { orders, rows, orderId, answers, did } = await givenLeftHalfWay({ refund: unreachable });

    expect(await orders.recover()).toBe(1);
    expect(did).toEqual(['cancel', 'refund', 'release']);
    expect(rows.get(orderId)).toMatchObject({ state: 'placed', undoBecause: 'unavailable' });

    answers.refund = undefined;
    expect(await orders.recover()).toBe(0);
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected' });
  });

  test('more orders that can not be undone than one pass takes: a newer one that can has its turn, and then all again', async () => {
    let stuck = new Set<unknown>();
    const { orders, rows, store } = given({
      release: (orderId: unknown) => (stuck.has(orderId) ? unreachable : undefined),
    });
    for (let index = 0; index <= 100; index += 1) {
      const left = command(`key-${index}`);
      await store.place(left);
      await store.decideUndo(left.order.orderId, 'unavailable');
      if (index < 100) stuck.add(left.order.orderId);
    }
    const newest = [...rows.values()].at(-1)!.orderId;

    expect(await orders.recover()).toBe(100);
    expect(rows.get(newest)).toMatchObject({ state: 'placed' });
    expect(await orders.recover()).toBe(0);
    expect(rows.get(newest)).toMatchObject({ state: 'rejected' });

    stuck = new Set();
    expect(await orders.recover()).toBe(0);
    expect(
      new Set([...rows.entries()].filter(([id]) => !id.startsWith('key')).map(([, row]) => row.state)),
    ).toEqual(new Set(['rejected']));
  });
});
