/** What the mutants of the kitchens leave behind: a corruption for each, by what it is called. */
import type { Mutant as OfEd } from '../../../event-driven/mutants.ts';
import type { Mutant as OfRr } from '../../../request-response/mutants.ts';
import type { Side } from '../../evidence/records.ts';
import { KILL, type Tables } from './history.ts';
import { orderIdOf } from './order-records.ts';
import { type Corruption, drop, eventOf, first } from './rows.ts';

const SKIPPED = 'an event was skipped, and nothing followed';
const TAKEN = 'portions were taken that nobody holds';
const UNWRITTEN = 'a row of an outbox is gone';
const UNPUBLISHED = 'a row of an outbox was marked and never published, and nothing followed';
const OTHER_KEY = 'an event lies under a key of its own';
const UNBURIED = 'poison is in no dead letters';
const KEPT = 'nothing was undone of an order that failed';

const LEFT_BY_RR: Readonly<Record<OfRr, string>> = {
  'no-compensation': KEPT,
  'retry-without-key': 'the bank captured twice',
  'no-idempotency-key': 'the bank captured twice',
  'non-atomic-stock': TAKEN,
};

const LEFT_BY_ED: Readonly<Record<OfEd, string>> = {
  'no-inbox': 'an acknowledgement is gone: processed, and not in the inbox',
  'offset-before-work': SKIPPED,
  'publish-without-outbox': UNWRITTEN,
  'dropped-outbox-rows': UNPUBLISHED,
  'swallowed-error': SKIPPED,
  'no-compensation': KEPT,
  'publish-before-commit': UNWRITTEN,
  'non-atomic-stock': TAKEN,
  'wrong-partition-key': OTHER_KEY,
  'lossy-dead-letters': UNBURIED,
};

/** By side and mutant. */
export const LEFT_BY: Readonly<Record<Side, Readonly<Record<string, string>>>> = {
  ...{ rr: LEFT_BY_RR, ed: LEFT_BY_ED },
};

/** The order failed in the end, and everything stayed as it was. */
const fail = (tables: Tables, index: number): void => {
  Object.assign(first(tables.orders, index), { state: 'rejected', reason: 'unavailable' });
};

/** The order was paid, which delivery never heard of; returns the event of it. */
function endWithPayment(tables: Tables, index: number): string {
  const unheard = eventOf(tables, index, 'PaymentTaken').eventId;
  drop(tables.inbox, (row) => row.eventId === unheard && row.service === 'delivery');
  for (const type of ['DeliveryBooked', 'OrderConfirmed']) {
    const { eventId } = eventOf(tables, index, type);
    tables.events = tables.events.filter((row) => row.eventId !== eventId);
    tables.outbox = tables.outbox.filter((row) => row.eventId !== eventId);
    tables.inbox = tables.inbox.filter((row) => row.eventId !== eventId);
  }
  drop(tables.deliveries, ({ orderId }) => orderId === orderIdOf(index));
  Object.assign(first(tables.orders, index), { state: 'placed', decidedAtMs: null });
  for (const one of tables.operations)
    if (one.kind === 'read' && one.orderId === orderIdOf(index)) one.state = 'placed';
  return unheard;
}

export const LEFT_BY_MUTANTS: readonly Corruption[] = [
  {
    ...{ side: 'rr', what: KEPT, how: fail, bucket: 'lost' },
    fails: ['1-nothing-lost', '2-money', '4-endings', '5-delivery'],
  },
  {
    ...{ side: 'ed', what: KEPT, how: fail, bucket: 'lost' },
    fails: ['1-nothing-lost', '2-money', '4-endings', '5-delivery', '10-replay'],
  },
  {
    ...{ side: 'ed', what: SKIPPED, bucket: 'charged-not-delivered' },
    fails: ['1-nothing-lost', '4-endings', '8-messages'],
    how: (tables, index) => void endWithPayment(tables, index),
  },
  {
    ...{ side: 'ed', what: UNPUBLISHED, bucket: 'charged-not-delivered' },
    fails: ['1-nothing-lost', '4-endings', '8-messages', '10-replay'],
    how(tables, index) {
      const unpublished = endWithPayment(tables, index);
      drop(tables.events, ({ eventId }) => eventId === unpublished);
    },
  },
  {
    ...{ side: 'ed', what: OTHER_KEY, fails: ['8-messages'], bucket: 'completed' },
    how(tables, index) {
      const event = eventOf(tables, index, 'StockReserved');
      event.key = event.eventId;
    },
  },
  {
    ...{ side: 'ed', what: UNBURIED, fails: ['9-dead-letters'], bucket: 'completed' },
    how({ events, faults }) {
      const key = 'poison';
      const last = events.findLast(({ topic }) => topic === 'orders')!;
      const bytes = { key, eventId: '', orderId: '', causationId: '', type: 'unknown' };
      events.push({ ...last, ...bytes, offset: last.offset + 1 });
      faults.push({ ...KILL, fault: 'poison', role: 'orders', injected: [key] });
    },
  },
];
