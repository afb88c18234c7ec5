/**
 * Builds the evidence of one side from stories of orders, so that a test reads like what happened:
 * `history('rr').order('anna', CONFIRMED).order('bert', { ...CONFIRMED, deliveries: [] })`.
 * Whatever a story says nothing about is as it should be.
 */
import type { FaultRecord, Operation, Side, SideEvidence, SideRun } from '../../evidence/records.ts';
import type { Experiment } from '../../scenarios/scenario.ts';
import { type Judged, judge } from '../judge.ts';
import type { CheckResult, LedgerLine, SideVerdict, ValidityRule } from '../verdict.ts';
import { experimentOf } from './experiment.ts';
import { keyOf, orderIdOf, recordsOf } from './order-records.ts';
import type { OrderStory } from './order-story.ts';
import { healthyRun, quietSamples } from './quiet-side.ts';

/** The evidence as arrays, to be changed by a test. */
export type Tables = {
  [Table in keyof Omit<SideEvidence, 'side' | 'run'>]: SideEvidence[Table] extends Iterable<infer Row>
    ? Row[]
    : never;
};

const START_MS = 1_700_000_000_000;
export const PHASES: SideRun['phases'] = {
  loadStartMs: START_MS,
  baselineStartMs: START_MS + 1_000,
  faultStartMs: START_MS + 4_000,
  faultEndMs: START_MS + 6_000,
  loadEndMs: START_MS + 10_000,
  drainEndMs: START_MS + 12_000,
};
export const KILL: FaultRecord = {
  fault: 'kill',
  role: 'payments',
  injectedAtMs: PHASES.faultStartMs,
  landedAtMs: PHASES.faultStartMs + 10,
  healStartedAtMs: PHASES.faultEndMs,
  healedAtMs: PHASES.faultEndMs + 300,
  proof: ['pid 100 ended by SIGKILL', 'pid 200 is ready'],
};
const SKU = 'croissant';
const INITIAL_PORTIONS = 1_000;
const CUSTOMER = 'c-001';

/** What is planned, and when its parts began; default: a short calm day. */
export type HistoryOptions = { experiment?: Experiment; phases?: SideRun['phases'] };

export type OrderOptions = { atMs?: number; customerId?: string };

export class History {
  readonly side: Side;
  readonly tables: Tables;
  readonly run: SideRun;
  readonly #indexOf = new Map<string, number>();
  experiment: Experiment;

  constructor(side: Side, { experiment = experimentOf([side]), phases = PHASES }: HistoryOptions = {}) {
    this.side = side;
    this.run = healthyRun(side, phases);
    this.experiment = experiment;
    this.tables = emptyTables();
    this.tables.addresses.push({
      customerId: CUSTOMER,
      version: 1,
      address: '1 Baker Street',
      sinceMs: phases.loadStartMs - 60_000,
    });
    this.tables.stock.push({ sku: SKU, initial: INITIAL_PORTIONS, available: INITIAL_PORTIONS });
    this.tables.samples.push(...quietSamples(phases));
  }

  /** An order, by default wanted in the baseline, each 10 ms after the one before. */
  order(name: string, story: OrderStory, options: OrderOptions = {}): this {
    const index = this.#indexOf.size;
    this.#indexOf.set(name, index);
    const intendedMs = options.atMs ?? this.run.phases.baselineStartMs + index * 10;
    const records = recordsOf(story, {
      side: this.side,
      index,
      intendedMs,
      customerId: options.customerId ?? CUSTOMER,
      sku: SKU,
    });
    const { events, ...rows } = records;
    for (const [table, added] of Object.entries(rows))
      (this.tables[table as keyof Tables] as unknown[]).push(...added);
    for (const event of events) this.#publish(event);
    for (const { state, lines } of records.reservations) {
      if (state === 'reserved') this.tables.stock[0]!.available -= lines[0]!.quantity;
    }
    this.run.load.offered += 1;
    if (story.told === 'never asked') this.run.load.dropped += 1;
    else this.run.load.started += 1;
    if (story.told === 'yes') {
      this.#read(orderIdOf(index), story.state, intendedMs + 100);
      this.#repeatFirst(index);
    }
    return this;
  }

  /** Changes what is there, as a fault of the system would have. */
  change(how: (tables: Tables, run: SideRun) => void): this {
    how(this.tables, this.run);
    return this;
  }

  planned(change: Partial<Experiment['scenario']>): this {
    this.experiment = { ...this.experiment, scenario: { ...this.experiment.scenario, ...change } };
    return this;
  }

  get evidence(): SideEvidence {
    return { side: this.side, run: this.run, ...this.tables };
  }

  judged(): Judged {
    return judge(this.experiment, [this.evidence]);
  }

  verdict(): SideVerdict {
    return this.judged().verdict.sides[this.side]!;
  }

  ledgerLine(name: string): LedgerLine {
    const index = this.#indexOf.get(name)!;
    const { ledger } = this.judged();
    return (
      ledger.find((line) => line.index === index) ?? ledger.find((line) => line.outcome === 'not-started')!
    );
  }

  check(id: string): CheckResult | undefined {
    return this.verdict().checks.find((check) => check.id.startsWith(id));
  }

  rule(id: string): ValidityRule {
    return this.judged().verdict.validity!.find((rule) => rule.id === id)!;
  }

  orderId(name: string): string {
    return orderIdOf(this.#indexOf.get(name)!);
  }

  key(name: string): string {
    return keyOf(this.#indexOf.get(name)!);
  }

  /** Puts an event at the end of its topic; those who read the topic have read it. */
  #publish(event: Omit<Tables['events'][number], 'offset'>): void {
    const offset = this.tables.events.filter(({ topic }) => topic === event.topic).length;
    this.tables.events.push({ ...event, offset });
    const group = this.tables.groups.find(({ topic }) => topic === event.topic);
    if (group === undefined) {
      const { topic, partition } = event;
      for (const service of READERS[topic] ?? []) {
        this.tables.groups.push({ group: service, topic, partition, committed: offset + 1, end: offset + 1 });
      }
      return;
    }
    for (const entry of this.tables.groups) {
      if (entry.topic === event.topic) Object.assign(entry, { committed: offset + 1, end: offset + 1 });
    }
  }

  #read(orderId: string, state: string | null, sentMs: number): void {
    if (state === null) return;
    this.tables.operations.push({
      kind: 'read',
      orderId,
      sentMs,
      answeredMs: sentMs + 2,
      status: 200,
      state,
    });
  }

  /** The first key that was answered is sent again after the load, with its own body and with another one. */
  #repeatFirst(index: number): void {
    const { operations } = this.tables;
    if (operations.some(({ kind }) => kind === 'repeat')) return;
    const place = operations.find((one) => one.kind === 'place' && one.index === index);
    if (place?.kind === 'place') operations.push(...repeatsOf(place, this.run.phases.loadEndMs));
  }
}

/** What comes of sending a key again: the same answer, and a refusal of another body. */
export function repeatsOf(place: Extract<Operation, { kind: 'place' }>, atMs: number): Operation[] {
  const { key, customerId, status, orderId, state } = place;
  const sent = (sentMs: number) =>
    ({ kind: 'repeat', key, customerId, sentMs, answeredMs: sentMs + 5 }) as const;
  return [
    { ...sent(atMs), body: 'same', status, orderId, state },
    { ...sent(atMs + 10), body: 'other', status: 422, orderId: null, state: null },
  ];
}

const READERS: Record<string, string[]> = {
  orders: ['stock'],
  stock: ['payments', 'orders'],
  payments: ['delivery', 'orders', 'stock'],
  deliveries: ['orders', 'stock', 'payments'],
  customers: ['delivery'],
};

export const history = (side: Side, options?: HistoryOptions): History => new History(side, options);

/** Decides the order a given time after it was wanted. */
export function decidedAfter(day: History, index: number, ms: number): void {
  day.change(({ orders, operations }) => {
    const place = operations.filter(({ kind }) => kind === 'place')[index] as { intendedMs: number };
    orders[index]!.decidedAtMs = place.intendedMs + ms;
  });
}

function emptyTables(): Tables {
  return {
    operations: [],
    orders: [],
    stock: [],
    reservations: [],
    payments: [],
    deliveries: [],
    addresses: [],
    bank: [],
    outbox: [],
    inbox: [],
    events: [],
    groups: [],
    breakers: [],
    faults: [],
    samples: [],
  };
}
