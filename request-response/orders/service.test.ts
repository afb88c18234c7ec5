import { describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { command, given, noAnswer, unreachable } from '../testing/orders.ts';

const databaseLost = new AppError('unavailable', 'database_unavailable', 'gone', { effect: 'unknown' });
const notPossible = { code: 'order_not_possible', effect: 'none', kind: 'unavailable' };

/** The third parameter: what can't be carried out now is accepted for later. */
const ACCEPTS_LATER = [{}, true] as const;

describe('orders', () => {
  test('every step done: confirmed, and counted once however often it is asked for', async () => {
    const { orders, counted, did } = given({});

    expect(await orders.place(command())).toMatchObject({ state: 'confirmed', reason: null });
    expect(did).toEqual(['reserve', 'charge', 'book']);
    await orders.place(command());
    expect(counted.placed).toBe(1);
  });

  test.each([
    ['out_of_stock', { reserve: { outcome: 'rejected' } }, ['reserve']],
    ['payment_declined', { charge: { outcome: 'declined' } }, ['reserve', 'charge', 'release']],
    ['no_address', { book: { outcome: 'refused' } }, ['reserve', 'charge', 'book', 'refund', 'release']],
  ])('%s: rejected, and what was done is undone, the last step first', async (reason, answers, steps) => {
    const { orders, did } = given(answers);

    expect(await orders.place(command())).toMatchObject({ state: 'rejected', reason });
    expect(did).toEqual(steps);
  });

  test('payments certainly not reached: refused; the stock is released, payments are left alone', async () => {
    const { orders, rows, did } = given({ charge: unreachable });
    const { order, ...rest } = command();

    await expect(orders.place({ order, ...rest })).rejects.toMatchObject(notPossible);
    await orders.settle();
    expect(did).toEqual(['reserve', 'charge', 'release']);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
  });

  test('payments may have charged: the charge is undone, too', async () => {
    const { orders, did } = given({ charge: noAnswer });

    await expect(orders.place(command())).rejects.toMatchObject(notPossible);
    await orders.settle();
    expect(did).toEqual(['reserve', 'charge', 'refund', 'release']);
  });

  test('refused: the decision is kept before anything is undone, and the client does not wait for the undoing', async () => {
    let letGo = (): void => undefined;
    const { orders, rows } = given({
      charge: noAnswer,
      refund: () => new Promise<void>((resolve) => (letGo = resolve)),
    });
    const { order, ...rest } = command();

    await expect(orders.place({ order, ...rest })).rejects.toMatchObject(notPossible);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'placed', undoBecause: 'unavailable' });
    letGo();
    await orders.settle();
    expect(rows.get(order.orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
  });

  test('the decision to undo can not be written: nothing is promised, and nothing undone', async () => {
    const { orders, did } = given(
      { charge: unreachable },
      {
        decideUndo: async () => {
          throw databaseLost;
        },
      },
    );

    await expect(orders.place(command())).rejects.toMatchObject({ effect: 'unknown' });
    expect(did).toEqual(['reserve', 'charge']);
  });

  test('the order can not be kept: no step is begun', async () => {
    const { orders, did } = given(
      {},
      {
        place: async () => {
          throw databaseLost;
        },
      },
    );

    await expect(orders.place(command())).rejects.toMatchObject({ effect: 'unknown' });
    expect(did).toEqual([]);
  });

  test('declined, but the stock can not be released: refused now and whenever it is asked again', async () => {
    const { orders, rows, answers } = given({ charge: { outcome: 'declined' }, release: noAnswer });
    const { order, ...rest } = command();

    await expect(orders.place({ order, ...rest })).rejects.toMatchObject(notPossible);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'placed', undoBecause: 'unavailable' });
    await expect(orders.place(command())).rejects.toMatchObject(notPossible);

    answers.release = undefined;
    expect(await orders.recover()).toBe(0);
    expect(rows.get(order.orderId)).toMatchObject({ state: 'rejected', reason: 'unavailable' });
    await expect(orders.place(command())).rejects.toMatchObject(notPossible);
  });

  test('the same key again: the same order, and no step is repeated', async () => {
    const { orders, did } = given({});
    const first = await orders.place(command());

    expect(await orders.place(command())).toEqual(first);
    expect(did).toEqual(['reserve', 'charge', 'book']);
  });

  test('the same key with another body: told apart', async () => {
    const { orders } = given({});
    await orders.place(command());

    await expect(orders.place(command('key-1', 'hash-2'))).rejects.toMatchObject({ kind: 'mismatch' });
  });

  test('the same key while the first request is under way: told to wait; the recovery leaves it alone', async () => {
    let letGo = (_answer: object): void => undefined;
    const { orders, did } = given({ charge: () => new Promise((resolve) => (letGo = resolve)) });
    const first = orders.place(command());
    while (!did.includes('charge')) await Promise.resolve();

    await expect(orders.place(command())).rejects.toMatchObject({ kind: 'in_progress' });
    expect(await orders.recover()).toBe(0);
    expect(did).toEqual(['reserve', 'charge']);
    letGo({ outcome: 'captured' });
    expect(await first).toMatchObject({ state: 'confirmed' });
  });
});

describe('orders on the rung accept-later', () => {
  test.each([
    ['certainly not reached', unreachable],
    ['may have charged', noAnswer],
  ])(
    'payments %s: accepted, nothing is undone, and the same key is answered the same',
    async (_what, error) => {
      const { orders, rows, did } = given({ charge: error }, ...ACCEPTS_LATER);
      const placing = command();

      const accepted = await orders.place(placing);
      expect(accepted).toMatchObject({ state: 'placed', reason: null, decidedAt: null });
      expect(did).toEqual(['reserve', 'charge']);
      expect(rows.get(accepted.orderId)).toMatchObject({ state: 'placed', acceptedAt: expect.any(Date) });
      expect(await orders.place(placing)).toEqual(accepted);
      expect(did).toEqual(['reserve', 'charge']);
    },
  );

  test('payments refuse what no waiting mends: refused, as on the rung below', async () => {
    const { orders } = given({ charge: new AppError('conflict', 'already_undone', 'no') }, ...ACCEPTS_LATER);

    await expect(orders.place(command())).rejects.toMatchObject(notPossible);
  });

  test('carried on when payments are back: confirmed, and its key still answers as the first time', async () => {
    const { orders, rows, answers, did } = given({ charge: noAnswer }, ...ACCEPTS_LATER);
    const placing = command();
    const accepted = await orders.place(placing);
    expect(await orders.recover()).toBe(1);

    answers.charge = { outcome: 'captured' };
    did.length = 0;
    expect(await orders.recover()).toBe(0);
    expect(did).toEqual(['reserve', 'charge', 'book']);
    expect(rows.get(accepted.orderId)).toMatchObject({ state: 'confirmed' });
    expect(await orders.place(placing)).toEqual(accepted);
    expect(await orders.find(accepted.orderId)).toMatchObject({ state: 'confirmed' });
  });

  test('carried on and declined, while stock is away: undone for that reason once it is back', async () => {
    const { orders, rows, answers } = given({ charge: noAnswer, release: noAnswer }, ...ACCEPTS_LATER);
    const { orderId } = await orders.place(command());

    answers.charge = { outcome: 'declined' };
    expect(await orders.recover()).toBe(1);
    expect(rows.get(orderId)).toMatchObject({ state: 'placed', undoBecause: 'payment_declined' });
    answers.release = undefined;
    expect(await orders.recover()).toBe(0);
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected', reason: 'payment_declined' });
  });

  test('declined at once, but the stock can not be released: accepted, and rejected for that reason', async () => {
    const { orders, rows, answers } = given(
      { charge: { outcome: 'declined' }, release: noAnswer },
      ...ACCEPTS_LATER,
    );
    const { orderId, state } = await orders.place(command());
    expect(state).toBe('placed');

    answers.release = undefined;
    expect(await orders.recover()).toBe(0);
    expect(rows.get(orderId)).toMatchObject({ state: 'rejected', reason: 'payment_declined' });
  });
});
