/**
 * Whatever goes wrong at whichever step of an order, in the end it is decided, the client was told the truth, and nothing
 * is held for an order that is not confirmed. Real stores, and between the services calls that fail where they are told to.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Accounts } from '#shared/bank/accounts.ts';
import type { PlaceOrderCommand } from '#shared/contract/api.ts';
import { type PlacedOrder, placeOrder } from '#shared/domain/order.ts';
import { DECLINED_CARD_TOKEN } from '#shared/domain/payment.ts';
import { AppError, asAppError } from '#shared/platform/errors.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../harness/runtimes/testing/databases.ts';
import { createDelivery } from './delivery/service.ts';
import * as deliveryRows from './delivery/store.ts';
import { createOrders, type OrdersParts } from './orders/service.ts';
import * as ordersRows from './orders/store.ts';
import { acceptLater, acceptNothing } from './patterns/accept-later.ts';
import { compensate } from './patterns/compensation.ts';
import { createPayments } from './payments/service.ts';
import * as paymentsRows from './payments/store.ts';
import { createStock } from './stock/service.ts';
import * as stockRows from './stock/store.ts';
import { bankWith } from './testing/bank.ts';

const STARTS_WITHIN_MS = 60_000;

const STEPS = [
  'place',
  'reserve',
  'charge',
  'book',
  'askCustomers',
  'confirm',
  'decideUndo',
  'release',
  'refund',
  'cancel',
  'reject',
];
type Step = string;

/** What goes wrong at a step. */
const FAULTS = {
  'is refused at the door': { done: 'never', thenDies: false, effect: 'none' },
  'is done, and its answer is lost': { done: 'before', thenDies: false, effect: 'unknown' },
  'gets no answer, and is done late': { done: 'late', thenDies: false, effect: 'unknown' },
  'is the last thing before orders dies': { done: 'before', thenDies: true, effect: 'unknown' },
  'is what orders dies before': { done: 'never', thenDies: true, effect: 'unknown' },
} as const;
type FaultName = keyof typeof FAULTS;

const ENDINGS = {
  confirmed: { customerId: 'ann', cardToken: 'tok_visa' },
  payment_declined: { customerId: 'ann', cardToken: DECLINED_CARD_TOKEN },
  no_address: { customerId: 'nobody', cardToken: 'tok_visa' },
} as const;
type EndingName = keyof typeof ENDINGS;

let databases: Databases;
let pools: Record<'orders' | 'stock' | 'payments' | 'delivery', Pool>;
const accounts = new Accounts();
beforeAll(async () => {
  databases = await startDatabases();
  pools = {
    orders: await databases.open('orders', ordersRows.MIGRATIONS),
    stock: await databases.open('stock', stockRows.MIGRATIONS),
    payments: await databases.open('payments', paymentsRows.MIGRATIONS),
    delivery: await databases.open('delivery', deliveryRows.MIGRATIONS),
  };
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

type Rung = 'idempotent' | 'accept-later';

/** A process of orders, whose step fails once; `late` collects what arrives when all seems over. */
function ordersWith(rung: Rung, faulty: { step: Step; fault: FaultName } | null) {
  const late: (() => Promise<unknown>)[] = [];
  let died = (): void => undefined;
  const death = new Promise<'died'>((resolve) => {
    died = () => resolve('died');
  });
  let failed = faulty === null;

  /** The step, going wrong the first time when it is the faulty one. */
  const step =
    <Parameters extends unknown[], Result>(
      name: Step,
      work: (...parameters: Parameters) => Promise<Result>,
    ) =>
    async (...parameters: Parameters): Promise<Result> => {
      if (failed || faulty?.step !== name) return work(...parameters);
      failed = true;
      const { done, thenDies, effect } = FAULTS[faulty.fault];
      if (done === 'before') await work(...parameters);
      if (done === 'late') late.push(() => work(...parameters));
      if (thenDies) {
        died();
        return new Promise<Result>(() => undefined);
      }
      throw new AppError('timeout', 'lost', `${name} went wrong`, { effect });
    };

  const caller = (idempotencyKey: string | null) => ({ customerId: 'ann', requestId: 'r', idempotencyKey });
  const stock = createStock(stockRows.createStore(pools.stock));
  const payments = createPayments(paymentsRows.createStore(pools.payments), bankWith(accounts));
  const delivery = createDelivery(deliveryRows.createStore(pools.delivery), {
    addressOf: step('askCustomers', async (customerId: string) =>
      customerId === 'nobody' ? null : '1 Baker Street',
    ),
  });
  const store = ordersRows.createStore(pools.orders);
  const parts: OrdersParts = {
    store: {
      ...store,
      place: step('place', store.place),
      confirm: step('confirm', store.confirm),
      decideUndo: step('decideUndo', store.decideUndo),
      reject: step('reject', store.reject),
    },
    stock: {
      reserve: step('reserve', async ({ orderId, lines }: PlacedOrder) => ({
        outcome: await stock.reserve({ orderId, lines, idempotencyKey: orderId }),
      })),
      release: step('release', async (orderId: string) => void (await stock.release(orderId))),
    },
    payments: {
      charge: step('charge', ({ orderId, totalCents: amountCents, cardToken }: PlacedOrder) =>
        payments.charge({ ...caller(orderId), orderId, amountCents, cardToken }),
      ),
      refund: step('refund', async (orderId: string) => void (await payments.refund(orderId, caller(null)))),
    },
    delivery: {
      book: step('book', ({ orderId, customerId }: PlacedOrder) =>
        delivery.book({ ...caller(orderId), orderId, customerId }),
      ),
      cancel: step('cancel', async (orderId: string) => void (await delivery.cancel(orderId, caller(null)))),
    },
    compensate,
    acceptLater: rung === 'accept-later' ? acceptLater(pools.orders) : acceptNothing,
    listener: { placed: () => undefined, decided: () => undefined, failed: () => undefined },
    nowMs: () => performance.now(),
  };
  return { orders: createOrders(parts), death, late };
}

function commandFor(ending: EndingName): PlaceOrderCommand {
  const order = placeOrder(randomUUID(), {
    ...ENDINGS[ending],
    lines: [
      { sku: 'juice', quantity: 1 },
      { sku: 'croissant', quantity: 2 },
    ],
  }) as PlacedOrder;
  return { order, idempotencyKey: randomUUID(), requestHash: 'hash', requestId: 'r' };
}

/** What the client was told: a state, the promise of no effect, that nobody knows, or nothing at all. */
async function told(placing: Promise<{ state: string }>, death: Promise<'died'>): Promise<string> {
  const answer = placing.then(
    ({ state }) => state,
    (error: unknown) => (asAppError(error).effect === 'none' ? 'nothing will come of it' : 'unknown'),
  );
  return Promise.race([answer, death]);
}

/** How much is held for an order: reservations, payments, charges at the bank, deliveries. */
async function held(orderId: string): Promise<number[]> {
  const count = async (pool: Pool, table: string, state: string): Promise<number> => {
    const { rowCount } = await pool.query(`select 1 from ${table} where order_id = $1 and state = $2`, [
      orderId,
      state,
    ]);
    return rowCount ?? 0;
  };
  return [
    await count(pools.stock, 'reservations', 'reserved'),
    await count(pools.payments, 'payments', 'captured'),
    accounts.refund(orderId).captures.length,
    await count(pools.delivery, 'deliveries', 'booked'),
  ];
}

const aMinuteLater = () =>
  pools.orders.query(
    `update orders set placed_at = placed_at - interval '1 minute', in_hand_since = in_hand_since - interval '1 minute'`,
  );

const CASES = (['idempotent', 'accept-later'] as const).flatMap((rung) =>
  (Object.keys(ENDINGS) as EndingName[]).flatMap((ending) =>
    STEPS.flatMap((step) =>
      (Object.keys(FAULTS) as FaultName[]).map((fault) => ({ rung, ending, step, fault })),
    ),
  ),
);

describe.each(CASES)(
  'at $rung, an order that would be $ending: $step $fault',
  ({ rung, ending, step, fault }) => {
    test('it ends decided, the client was told the truth, and nothing is held in vain', async () => {
      const command = commandFor(ending);
      const { orderId } = command.order;
      const first = ordersWith(rung, { step, fault });
      const answer = await told(first.orders.place(command), first.death);
      await Promise.race([first.orders.settle(), first.death]);

      const second = ordersWith(rung, null);
      await aMinuteLater();
      expect(await second.orders.recover()).toBe(0);
      await Promise.allSettled(first.late.map((work) => work()));
      await aMinuteLater();
      expect(await second.orders.recover()).toBe(0);

      const found = await second.orders.find(orderId);
      const isConfirmed = found?.state === 'confirmed';
      expect(found?.state).not.toBe('placed');
      expect(await held(orderId)).toEqual(isConfirmed ? [1, 1, 1, 1] : [0, 0, 0, 0]);
      if (answer === 'placed')
        expect([found?.state, found?.reason]).toEqual(
          ending === 'confirmed' ? ['confirmed', null] : ['rejected', ending],
        );
      if (answer === 'confirmed' || answer === 'rejected') expect(found?.state).toBe(answer);
      if (answer === 'nothing will come of it') expect(isConfirmed).toBe(false);
      // Whoever was told something of an order is told the same again.
      if (found !== null && answer !== 'died' && answer !== 'unknown') {
        expect(await told(second.orders.place(command), second.death)).toBe(answer);
      }
    });
  },
);

test('all orders together: what was taken from the stock is what is held', async () => {
  const { rows: taken } = await pools.stock.query(
    'select sum(initial - available)::integer as portions from stock',
  );
  const { rows: reserved } = await pools.stock.query(
    `select coalesce(sum(quantity), 0)::integer as portions
     from reservations, jsonb_to_recordset(lines) as line (quantity integer) where state = 'reserved'`,
  );

  expect(taken).toEqual(reserved);
});
