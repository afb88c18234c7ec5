/** Evidence at random for property tests: well-formed rows of few ids, so that they collide, and nothing makes sense. */
import fc from 'fast-check';
import type { SideEvidence } from '../../evidence/records.ts';
import { history, PHASES } from './history.ts';

const orderId = fc.constantFrom('o-1', 'o-2', 'o-3', 'o-4');
const customerId = fc.constantFrom('c-001', 'c-002');
const key = fc.constantFrom('k-1', 'k-2', 'k-3');
const service = fc.constantFrom('orders', 'stock', 'payments', 'delivery', 'elsewhere');
const eventId = fc.constantFrom('', 'e-1', 'e-2', 'e-3', 'e-4');
const topic = fc.constantFrom('orders', 'stock', 'payments', 'deliveries', 'stock.dead-letters');
const type = fc.constantFrom('OrderPlaced', 'StockReserved', 'PaymentTaken', 'DeliveryRefused', 'unknown');
const atMs = fc.integer({ min: PHASES.loadStartMs - 5_000, max: PHASES.drainEndMs + 5_000 });
const cents = fc.integer({ min: 0, max: 1_000 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const lines = fc.array(
  fc.record({
    sku: fc.constantFrom('croissant', 'porridge'),
    quantity: fc.integer({ min: 1, max: 3 }),
    priceCents: cents,
  }),
  { maxLength: 2 },
);
const rows = <Row>(row: fc.Arbitrary<Row>) => fc.array(row, { maxLength: 8 });

const place = fc.record({
  ...{ kind: fc.constant('place' as const), index: fc.nat({ max: 10 }), key, customerId, lines },
  ...{ cardToken: fc.constant('tok_visa'), intendedMs: atMs, sentMs: atMs, answeredMs: atMs },
  status: fc.constantFrom(0, 201, 202, 400, 503, 504),
  outcome: fc.constantFrom('accepted' as const, 'refused' as const, 'unknown' as const),
  orderId: maybe(orderId),
  state: maybe(fc.constantFrom('placed', 'confirmed', 'rejected')),
  effect: maybe(fc.constantFrom('none' as const, 'unknown' as const)),
});
const read = fc.record({
  ...{ kind: fc.constant('read' as const), orderId, sentMs: atMs, answeredMs: atMs },
  ...{ status: fc.constantFrom(200, 404), state: maybe(fc.constantFrom('placed', 'confirmed')) },
});
const repeat = fc.record({
  ...{ kind: fc.constant('repeat' as const), key, customerId, sentMs: atMs, answeredMs: atMs },
  body: fc.constantFrom('same' as const, 'other' as const),
  status: fc.constantFrom(0, 201, 202, 409, 422, 503),
  orderId: maybe(orderId),
  state: maybe(fc.constantFrom('placed', 'confirmed')),
});
const bankOutcome = fc.constantFrom(
  ...(['captured', 'replayed', 'declined', 'refunded', 'voided', 'refused', 'nothing-to-refund'] as const),
);

export const randomEvidence: fc.Arbitrary<SideEvidence> = fc.record({
  side: fc.constantFrom('rr' as const, 'ed' as const),
  run: fc
    .record({ offered: fc.nat({ max: 20 }), started: fc.nat({ max: 20 }), dropped: fc.nat({ max: 20 }) })
    .map((load) => {
      const { run } = history('rr');
      return { ...run, load: { ...run.load, ...load } };
    }),
  operations: rows(fc.oneof(place, read, repeat)),
  orders: fc.uniqueArray(
    fc.record({
      ...{ orderId, customerId, idempotencyKey: key, lines, totalCents: cents, placedAtMs: atMs },
      state: fc.constantFrom('placed', 'confirmed', 'rejected', 'strange'),
      reason: maybe(fc.constantFrom('out_of_stock', 'unavailable')),
      decidedAtMs: maybe(atMs),
    }),
    { selector: (order) => order.orderId },
  ),
  stock: rows(fc.record({ sku: fc.constantFrom('croissant', 'toast'), initial: cents, available: cents })),
  reservations: rows(
    fc.record({
      ...{ reservationId: key, orderId, lines, createdAtMs: atMs, releasedAtMs: maybe(atMs) },
      state: fc.constantFrom('reserved', 'rejected', 'released'),
    }),
  ),
  payments: rows(
    fc.record({
      ...{ paymentId: key, orderId, amountCents: cents, chargeId: maybe(key), createdAtMs: atMs },
      ...{ state: fc.constantFrom('captured', 'declined', 'refunded'), refundedAtMs: maybe(atMs) },
    }),
  ),
  deliveries: rows(
    fc.record({
      ...{ deliveryId: key, orderId, customerId, address: maybe(fc.constant('1 Baker Street')) },
      state: fc.constantFrom('booked', 'refused', 'cancelled'),
      ...{ createdAtMs: atMs, cancelledAtMs: maybe(atMs) },
    }),
  ),
  addresses: rows(
    fc.record({
      customerId,
      version: fc.nat({ max: 3 }),
      address: maybe(fc.constant('1 Baker Street')),
      sinceMs: atMs,
    }),
  ),
  bank: rows(
    fc.record({
      ...{ kind: fc.constantFrom('charge' as const, 'refund' as const), orderId, key: maybe(key) },
      ...{ chargeId: maybe(key), amountCents: cents, outcome: bankOutcome, answered: fc.boolean(), atMs },
    }),
  ),
  outbox: rows(
    fc.record({ service, eventId, topic, key: orderId, createdAtMs: atMs, publishedAtMs: maybe(atMs) }),
  ),
  inbox: rows(fc.record({ service, eventId, topic, outcome: fc.constant('processed'), processedAtMs: atMs })),
  events: rows(
    fc.record({
      ...{ topic, partition: fc.nat({ max: 2 }), offset: fc.nat({ max: 5 }), brokerMs: atMs, key: orderId },
      ...{
        eventId,
        orderId: fc.oneof(orderId, fc.constant('')),
        causationId: eventId,
        type,
        occurredAtMs: atMs,
      },
    }),
  ),
  groups: rows(
    fc.record({
      group: service,
      topic,
      partition: fc.nat({ max: 2 }),
      committed: fc.nat({ max: 5 }),
      end: fc.nat({ max: 5 }),
    }),
  ),
  breakers: rows(
    fc.record({
      service,
      target: service,
      to: fc.constantFrom('closed' as const, 'halfOpen' as const, 'open' as const),
      atMs,
    }),
  ),
  faults: rows(
    fc.record({
      ...{
        fault: fc.constantFrom('kill', 'poison'),
        role: service,
        injectedAtMs: atMs,
        landedAtMs: maybe(atMs),
      },
      ...{
        healStartedAtMs: maybe(atMs),
        healedAtMs: maybe(atMs),
        proof: fc.array(fc.constant('it died'), { maxLength: 1 }),
      },
      injected: rows(eventId),
    }),
  ),
  samples: rows(
    fc.record({
      atMs,
      cpuMs: fc.dictionary(service, fc.nat()),
      rssBytes: fc.dictionary(service, fc.nat()),
      machine: fc.record({ busyMs: fc.nat(), stolenMs: fc.nat(), totalMs: fc.nat() }),
    }),
  ),
});
