/**
 * What is known about one side after a run: the records that the audit judges. One type per file in `<side>/` and
 * `<side>/evidence/`, one JSON object a line. Times are milliseconds since the epoch, by the one clock of the machine.
 */

export type Side = 'rr' | 'ed';

/** An answer's meaning to the client. `unknown`: timed out or cut off, so the order may or may not exist. */
export type OperationOutcome = 'accepted' | 'refused' | 'unknown';

/** operations.ndjson: one client operation, as k6 saw it. */
export type Operation =
  | {
      kind: 'place';
      /** Position in the seeded schedule. */
      index: number;
      key: string;
      customerId: string;
      lines: { sku: string; quantity: number }[];
      cardToken: string;
      /** When the open-model schedule wanted it to start. */
      intendedMs: number;
      sentMs: number;
      /** When the answer was complete, or the client gave up. */
      answeredMs: number;
      /** HTTP status; 0 when there was no answer. */
      status: number;
      outcome: OperationOutcome;
      orderId: string | null;
      /** State in the answer's body, when there is one. */
      state: string | null;
      /** `effect` of the problem+json: what the system said about a refusal. */
      effect: 'none' | 'unknown' | null;
      /** Where the client would ask again: how often it has asked, this time included. */
      attempt?: number;
    }
  /** A sampled client that asks for its order until it is decided. */
  | {
      kind: 'read';
      orderId: string;
      sentMs: number;
      answeredMs: number;
      status: number;
      state: string | null;
    }
  /** A key that had been answered, sent again when the load was over: with the same body, or with another one. */
  | {
      kind: 'repeat';
      key: string;
      customerId: string;
      body: 'same' | 'other';
      sentMs: number;
      answeredMs: number;
      /** HTTP status; 0 when there was no answer. */
      status: number;
      orderId: string | null;
      state: string | null;
    }
  /** A customer who moves. */
  | {
      kind: 'move';
      customerId: string;
      address: string | null;
      sentMs: number;
      answeredMs: number;
      status: number;
    };

export type OrderRow = {
  orderId: string;
  customerId: string;
  idempotencyKey: string;
  lines: { sku: string; quantity: number; priceCents: number }[];
  totalCents: number;
  state: string;
  reason: string | null;
  placedAtMs: number;
  decidedAtMs: number | null;
};
export type StockRow = { sku: string; initial: number; available: number };
/** A reservation is held while its state is `reserved`. Rows of one order may be several: that is a finding. */
export type ReservationRow = {
  reservationId: string;
  orderId: string;
  lines: { sku: string; quantity: number }[];
  state: string;
  createdAtMs: number;
  releasedAtMs: number | null;
};
export type PaymentRow = {
  paymentId: string;
  orderId: string;
  amountCents: number;
  state: string;
  chargeId: string | null;
  createdAtMs: number;
  refundedAtMs: number | null;
};
export type DeliveryRow = {
  deliveryId: string;
  orderId: string;
  customerId: string;
  address: string | null;
  state: string;
  createdAtMs: number;
  cancelledAtMs: number | null;
};
/** Every address a customer ever had; an address holds until the next version. */
export type AddressRow = { customerId: string; version: number; address: string | null; sinceMs: number };

/** A line of the bank's own ledger: every attempt, whatever came of it. No service can write it. */
export type BankEntry = {
  kind: 'charge' | 'refund';
  /** The merchant's reference: the order. */
  orderId: string;
  key: string | null;
  chargeId: string | null;
  amountCents: number;
  /** `captured` moved money; `replayed` answered an earlier charge again; `voided` barred a charge for good. */
  outcome: 'captured' | 'replayed' | 'declined' | 'refunded' | 'voided' | 'refused' | 'nothing-to-refund';
  /** False when the bank did it and then lost the answer. */
  answered: boolean;
  atMs: number;
};

/** Event side only. */
export type OutboxRow = {
  service: string;
  eventId: string;
  topic: string;
  key: string;
  createdAtMs: number;
  publishedAtMs: number | null;
};
export type InboxRow = {
  service: string;
  eventId: string;
  topic: string;
  outcome: string;
  processedAtMs: number;
};
/** A message found in a topic, read from offset 0. `type` is the name of the fact, e.g. `OrderPlaced`. */
export type TopicEvent = {
  topic: string;
  partition: number;
  offset: number;
  brokerMs: number;
  key: string;
  eventId: string;
  orderId: string;
  causationId: string;
  type: string;
  occurredAtMs: number;
  /** Of a dead letter: where the message lay (`topic/partition/offset`), and the code of what was wrong with it. */
  from?: string;
  because?: string;
};
/** A consumer group's place in a partition after the drain: `committed` is the next offset, `end` the log's end. */
export type GroupOffset = { group: string; topic: string; partition: number; committed: number; end: number };

/** Request side only: what the breakers did, taken from the services' logs. */
export type BreakerTransition = {
  /** Both by instance: each has its own breaker for each that it calls. */
  service: string;
  target: string;
  to: 'closed' | 'halfOpen' | 'open';
  atMs: number;
};

/** faults.ndjson */
export type FaultRecord = {
  fault: string;
  /** Its target, as people write it (harness/scenarios/target.ts). */
  role: string;
  injectedAtMs: number;
  /** When it was proven from outside that the fault is in force; null when it never was. */
  landedAtMs: number | null;
  healStartedAtMs: number | null;
  /** When it was proven that the fault is gone (for a kill: a new process, ready). */
  healedAtMs: number | null;
  proof: string[];
  /** What it has put into the kitchen: ids of events (of bytes without one their place, `topic/partition/offset`), or keys of requests. */
  injected?: string[];
};

/** samples.ndjson: 4 times a second. CPU is cumulative per instance (`payments`, `payments@2`) since the run's start, over all its processes. */
export type Sample = {
  atMs: number;
  cpuMs: Record<string, number>;
  rssBytes: Record<string, number>;
  /** The machine's CPU since boot: what was busy, and what a hypervisor took. */
  machine: { busyMs: number; stolenMs: number; totalMs: number };
};

/** Everything the audit reads about one side. Tables may be large: they are walked, never required to be arrays. */
export type SideEvidence = {
  side: Side;
  operations: Iterable<Operation>;
  orders: Iterable<OrderRow>;
  stock: Iterable<StockRow>;
  reservations: Iterable<ReservationRow>;
  payments: Iterable<PaymentRow>;
  deliveries: Iterable<DeliveryRow>;
  addresses: Iterable<AddressRow>;
  bank: Iterable<BankEntry>;
  outbox: Iterable<OutboxRow>;
  inbox: Iterable<InboxRow>;
  events: Iterable<TopicEvent>;
  groups: Iterable<GroupOffset>;
  breakers: Iterable<BreakerTransition>;
  faults: Iterable<FaultRecord>;
  samples: Iterable<Sample>;
  /** What the run itself recorded about this side. */
  run: SideRun;
};

/** side.json: the moments of a run on one side, epoch ms, and what the load generator says it did. */
export type SideRun = {
  side: Side;
  /** Rung of the ladder of patterns. */
  arm: string;
  /** Test-only switches that were on. A run with any is never a comparison. */
  mutants: string[];
  phases: {
    loadStartMs: number;
    baselineStartMs: number;
    /** Start of the fault window, also in `calm` (where nothing is injected), so that both are read alike. */
    faultStartMs: number;
    faultEndMs: number;
    loadEndMs: number;
    /** When everything was decided and all queues were empty, or the drain's bound ran out. */
    drainEndMs: number;
  };
  drained: boolean;
  load: {
    ratePerSecond: number;
    offered: number;
    started: number;
    dropped: number;
    /** k6's own CPU share of one core over the load, 0 to 1. */
    cpuShare: number;
    exitCode: number;
  };
  /** Measured while the healthy kitchen did nothing: CPU-ms per second, by instance. */
  idleCpuMsPerSecond: Record<string, number>;
  /** Seconds from the command to a healthy kitchen. */
  startSeconds: number;
  /** Rows that PostgreSQL says were written during the load. */
  rowsWritten: number;
  /** Why the contract check or the steady-state gate was not met; empty when they were. */
  gateProblems: string[];
};
