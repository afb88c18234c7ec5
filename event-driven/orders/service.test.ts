import { describe, expect, jest, test } from '@jest/globals';
import type { OrderRecord, PlaceOrderCommand } from '#shared/contract/api.ts';
import { type PlacedOrder, placeOrder } from '#shared/domain/order.ts';
import type { Fact, FactName } from '../events.ts';
import { decode } from '../events.ts';
import type { Publish } from '../patterns/publishing/publishing.ts';
import { event, noConnection, said } from '../testing/given.ts';
import { createOrders } from './service.ts';
import type { Decision, OrdersStore, StoredOrder } from './store.ts';

const ORDER = '0b6f2f7e-3a51-4f5c-9a63-0d8a4d3d7a01';

const order = placeOrder(ORDER, {
  customerId: 'ann',
  cardToken: 'tok_ok',
  lines: [{ sku: 'croissant', quantity: 2 }],
}) as PlacedOrder;
const command: PlaceOrderCommand = {
  order,
  idempotencyKey: 'key',
  requestHash: 'hash',
  requestId: 'request',
};

/** Orders over a store in memory that knows one order at most. */
function kitchen(known?: Partial<StoredOrder>) {
  const stored = (fields: Partial<OrderRecord> = {}): StoredOrder => ({
    ...order,
    state: 'placed',
    reason: null,
    placedAt: new Date(1),
    decidedAt: null,
    requestHash: 'hash',
    ...fields,
  });
  const undecided = new Set([ORDER]);
  const store: OrdersStore = {
    place: async () => ({ isNew: known === undefined, stored: stored(known) }),
    find: async () => (known === undefined ? null : stored(known)),
    decide: async (_connection, decisions) =>
      decisions
        .filter(({ orderId }) => undecided.delete(orderId))
        .map((decision: Decision) => ({ decision, tookMs: 5 })),
  };
  const publish = jest.fn<Publish>(async () => undefined);
  const orders = createOrders({ store, publish, reached: () => undefined });
  const on = (facts: Fact[]) =>
    orders.reactions[0]!.write(
      facts.map((fact) => ({ event: event<FactName>(ORDER, fact), answer: undefined })),
      noConnection,
    );
  return { orders, publish, on };
}

describe('placing an order', () => {
  test('a new one is accepted as placed, and its event is on its way', async () => {
    const { orders, publish } = kitchen();
    expect(await orders.place(command)).toMatchObject({ orderId: ORDER, state: 'placed', totalCents: 560 });
    const [placed] = publish.mock.calls[0]![0];
    expect(decode(placed!.payload)).toMatchObject({
      orderId: ORDER,
      requestId: 'request',
      fact: {
        case: 'orderPlaced',
        value: { order: { customerId: 'ann', totalCents: 560, cardToken: 'tok_ok' } },
      },
    });
  });

  test('a repeated one gets the first answer again, although it is decided by now, and announces nothing', async () => {
    const { orders, publish } = kitchen({ state: 'confirmed', decidedAt: new Date(2) });
    expect(await orders.place(command)).toMatchObject({ state: 'placed', decidedAt: null });
    expect(publish).not.toHaveBeenCalled();
  });

  test('the same key with another body is a mismatch', async () => {
    const { orders } = kitchen({ requestHash: 'another' });
    await expect(orders.place(command)).rejects.toMatchObject({ kind: 'mismatch' });
  });
});

describe('deciding an order', () => {
  test.each<[Fact, unknown[]]>([
    [{ case: 'deliveryBooked', value: { address: '1 Road' } }, ['orderConfirmed', {}]],
    [
      { case: 'stockRejected', value: { missingSku: 'juice' } },
      ['orderRejected', { reason: 'out_of_stock' }],
    ],
    [{ case: 'paymentDeclined', value: { reason: 'no' } }, ['orderRejected', { reason: 'payment_declined' }]],
    [{ case: 'deliveryRefused', value: { reason: 'no' } }, ['orderRejected', { reason: 'no_address' }]],
  ])('given a placed order, when %j, then it is decided and says so', async (fact, expected) => {
    expect(said(await kitchen().on([fact]))).toEqual([[ORDER, ...expected]]);
  });

  test('given a decided order, when another decision comes, then nothing is announced', async () => {
    const { on } = kitchen();
    await on([{ case: 'stockRejected', value: { missingSku: 'juice' } }]);
    expect(await on([{ case: 'deliveryBooked', value: { address: '1 Road' } }])).toEqual([]);
  });
});
