/**
 * What may be wrong with a day that was recorded clean, one thing at a time: a change of the evidence, and exactly the checks
 * that must fail because of it, and the bucket that the order then is in. For property tests.
 */
import { LEFT_BY_MUTANTS } from './left-by-mutants.ts';
import { orderIdOf } from './order-records.ts';
import { another, type Corruption, drop, eventOf, first, ofOrder, placeOf } from './rows.ts';

const BOTH: readonly Omit<Corruption, 'side'>[] = [
  {
    what: 'an order is gone without a trace',
    how(tables, index) {
      const { quantity } = first(tables.orders, index).lines[0]!;
      tables.stock[0]!.available += quantity;
      const is = ({ orderId }: { orderId: string | null }): boolean => orderId === orderIdOf(index);
      tables.orders = tables.orders.filter((row) => !is(row));
      tables.reservations = tables.reservations.filter((row) => !is(row));
      tables.payments = tables.payments.filter((row) => !is(row));
      tables.deliveries = tables.deliveries.filter((row) => !is(row));
      tables.bank = tables.bank.filter((row) => !is(row));
      const events = new Set(ofOrder(tables.events, index).map(({ eventId }) => eventId));
      tables.events = tables.events.filter((row) => !is(row));
      tables.outbox = tables.outbox.filter(({ eventId }) => !events.has(eventId));
      tables.inbox = tables.inbox.filter(({ eventId }) => !events.has(eventId));
    },
    fails: ['1-nothing-lost'],
    bucket: 'lost',
  },
  {
    what: 'the bank captured twice',
    how: ({ bank }, index) => void bank.push({ ...first(bank, index), chargeId: 'another', key: null }),
    fails: ['2-money'],
    bucket: 'duplicated',
  },
  {
    what: 'the bank gave the money back',
    how: ({ bank }, index) => void bank.push({ ...first(bank, index), kind: 'refund', outcome: 'refunded' }),
    fails: ['2-money'],
    bucket: 'delivered-not-charged',
  },
  {
    what: 'portions were taken that nobody holds',
    how({ stock }) {
      stock[0]!.available -= 1;
    },
    fails: ['3-stock'],
    bucket: 'completed',
  },
  {
    what: 'the delivery goes where the customer never was',
    how({ deliveries }, index) {
      first(deliveries, index).address = 'Elsewhere';
    },
    fails: ['5-delivery'],
    bucket: 'charged-not-delivered',
  },
  {
    what: 'what its client read is swapped',
    how({ operations }, index) {
      const read = operations.find((one) => one.kind === 'read' && one.orderId === orderIdOf(index));
      operations.push({ ...(read as Extract<typeof read, { kind: 'read' }>), state: 'placed' });
    },
    fails: ['6-legal-changes'],
    bucket: 'completed',
  },
  {
    what: 'a state is one that there is not',
    how({ payments }, index) {
      const payment = first(payments, index);
      payment.refundedAtMs = payment.createdAtMs;
    },
    fails: ['6-legal-changes'],
    bucket: 'completed',
  },
  {
    what: 'its key was answered with another order',
    how(tables, index) {
      const { key, customerId, answeredMs } = placeOf(tables, index);
      const sent = {
        kind: 'repeat' as const,
        key,
        customerId,
        body: 'same' as const,
        sentMs: answeredMs + 1,
      };
      tables.operations.push({
        ...{ ...sent, answeredMs: answeredMs + 2, status: placeOf(tables, index).status },
        ...{ orderId: 'another', state: placeOf(tables, index).state },
      });
    },
    fails: ['7-same-key'],
    bucket: 'completed',
  },
  {
    what: 'an operation is told of twice',
    how: (tables, index) => void tables.operations.push({ ...placeOf(tables, index) }),
    fails: ['11-load-adds-up'],
    bucket: 'completed',
  },
];

const EVENTS: readonly Omit<Corruption, 'side'>[] = [
  {
    what: 'an acknowledgement is gone: processed, and not in the inbox',
    how: (tables, index) =>
      drop(tables.inbox, ({ eventId }) => eventId === eventOf(tables, index, 'PaymentTaken').eventId),
    fails: ['8-messages'],
    bucket: 'completed',
  },
  {
    what: 'a row of an outbox is gone',
    how: (tables, index) =>
      drop(tables.outbox, ({ eventId }) => eventId === eventOf(tables, index, 'StockReserved').eventId),
    fails: ['8-messages'],
    bucket: 'completed',
  },
  {
    what: 'an offset was skipped',
    how({ groups }) {
      groups[0]!.committed -= 1;
    },
    fails: ['8-messages'],
    bucket: 'completed',
  },
  {
    what: 'a message is a dead letter, too',
    how(tables, index) {
      const event = eventOf(tables, index, 'OrderPlaced');
      const topic = 'stock.dead-letters';
      tables.events.push({ ...event, topic, offset: 0, from: 'orders/0/0', because: 'broken' });
      tables.outbox.push({ ...tables.outbox.find(({ eventId }) => eventId === event.eventId)!, topic });
    },
    fails: ['9-dead-letters'],
    bucket: 'completed',
  },
  {
    what: 'an event is gone, and all that is known of it',
    how(tables, index) {
      const { eventId } = eventOf(tables, index, 'OrderConfirmed');
      drop(tables.events, (event) => event.eventId === eventId);
      drop(tables.outbox, (row) => row.eventId === eventId);
    },
    fails: ['10-replay'],
    bucket: 'completed',
  },
  {
    what: 'money was taken under two ids',
    how(tables, index) {
      const { eventId } = eventOf(tables, index, 'PaymentTaken');
      const double = <Row extends { eventId: string }>(rows: Row[]): void =>
        void rows.push(
          ...rows
            .filter((row) => row.eventId === eventId)
            .map((row) => ({ ...row, eventId: another(eventId) })),
        );
      double(tables.events);
      double(tables.outbox);
      double(tables.inbox);
    },
    fails: ['6-legal-changes', '10-replay'],
    bucket: 'completed',
  },
  {
    what: 'two facts of a topic are swapped',
    how(tables, index) {
      const [one, other] = [eventOf(tables, index, 'OrderPlaced'), eventOf(tables, index, 'OrderConfirmed')];
      [one.type, other.type] = [other.type, one.type];
      const row = tables.inbox.find(({ eventId }) => eventId === one.eventId)!;
      row.eventId = other.eventId;
    },
    fails: ['6-legal-changes', '10-replay'],
    bucket: 'completed',
  },
];

const DELIVERY_LOST: readonly Corruption[] = [
  {
    ...{ side: 'rr', what: 'the delivery is gone', fails: ['4-endings', '5-delivery'] },
    how: ({ deliveries }, index) => drop(deliveries, ({ orderId }) => orderId === orderIdOf(index)),
    bucket: 'charged-not-delivered',
  },
  {
    ...{ side: 'ed', what: 'the delivery is gone', fails: ['4-endings', '5-delivery', '10-replay'] },
    how: ({ deliveries }, index) => drop(deliveries, ({ orderId }) => orderId === orderIdOf(index)),
    bucket: 'charged-not-delivered',
  },
];

export const CORRUPTIONS: readonly Corruption[] = [
  ...BOTH.flatMap((one) => [
    { side: 'rr' as const, ...one },
    { side: 'ed' as const, ...one },
  ]),
  ...EVENTS.map((one) => ({ side: 'ed' as const, ...one })),
  ...DELIVERY_LOST,
  ...LEFT_BY_MUTANTS,
];
