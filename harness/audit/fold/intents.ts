/**
 * What clients wanted: the operations folded into intents, one per customer and Idempotency-Key, those that the load
 * generator could not start included; and what the sampled clients read.
 */

import { type Spike, scheduleOf } from '../../../load-tests/shape.ts';
import type { Operation, OperationOutcome, SideRun } from '../../evidence/records.ts';
import type { OrderFacts } from './order-facts.ts';
import { noteAgain, type Repeatable } from './repeats.ts';

/** What was never started has no moments of its own, and none of an answer. */
export type Intent = Repeatable & {
  key: string;
  customerId: string;
  index: number | null;
  intendedMs: number;
  outcome: OperationOutcome | 'not-started';
  effect: 'none' | 'unknown' | null;
  /** How often it was sent. */
  attempts: number;
  /** The orders that came of it: none or one, when all is well. */
  orders: OrderFacts[];
};

/** What a sampled client saw of its order. */
type ReadFacts = {
  /** Answers that told a state. Only these say anything: while a service is down, a client reads nothing. */
  answers: number;
  /** Of the answer to the first question. */
  firstStatus: number;
  firstState: string | null;
  /** It was told that there is no such order. */
  notFound: boolean;
  /** The latest moment at which it was still told "placed"; null when it never was. */
  latestPlacedMs: number | null;
  decided: string | null;
  /** When it was told the decided state the first time. */
  decidedMs: number | null;
  /** It was told something, and later what can only have been before, in words; null when it never was. */
  wentBack: string | null;
};

export type ClientFacts = {
  intents: Intent[];
  find(customerId: string, key: string): Intent | undefined;
  reads: Map<string, ReadFacts>;
  /** First attempts to place an order; more than there are started intents when a key was used twice. */
  placed: number;
};

type Place = Extract<Operation, { kind: 'place' }>;

const CERTAINTY = { 'not-started': 0, refused: 1, unknown: 2, accepted: 3 } as const;

export function foldOperations(
  operations: Iterable<Operation>,
  run: SideRun,
  spikes: readonly Spike[],
): ClientFacts {
  const byCustomer = new Map<string, Map<string, Intent>>();
  const intents: Intent[] = [];
  const reads = new Map<string, ReadFacts>();
  let placed = 0;
  for (const operation of operations) {
    if (operation.kind === 'read') noteRead(reads, operation);
    if (operation.kind === 'repeat') {
      const intent = byCustomer.get(operation.customerId)?.get(operation.key);
      if (intent !== undefined) noteAgain(intent, operation);
    }
    if (operation.kind !== 'place') continue;
    if ((operation.attempt ?? 1) === 1) placed += 1;
    const ofCustomer = getOrCreate(byCustomer, operation.customerId, () => new Map<string, Intent>());
    const earlier = ofCustomer.get(operation.key);
    if (earlier === undefined) {
      const intent = intentOf(operation);
      ofCustomer.set(operation.key, intent);
      intents.push(intent);
    } else {
      noteAgain(earlier, operation);
      askedAgain(earlier, operation);
    }
  }
  intents.push(...neverStarted(intents, run, spikes));
  return { intents, find: (customerId, key) => byCustomer.get(customerId)?.get(key), reads, placed };
}

function intentOf(place: Place): Intent {
  return {
    key: place.key,
    customerId: place.customerId,
    index: place.index,
    intendedMs: place.intendedMs,
    sentMs: place.sentMs,
    answeredMs: place.answeredMs,
    status: place.status,
    outcome: place.outcome,
    toldOrderId: place.orderId,
    toldState: place.state,
    effect: place.effect,
    attempts: 1,
    orders: [],
    asked: null,
    repeatedMs: null,
  };
}

/** The same key again: the strongest answer counts, and the wait began with the first attempt. */
function askedAgain(intent: Intent, place: Place): void {
  intent.attempts += 1;
  intent.intendedMs = Math.min(intent.intendedMs, place.intendedMs);
  intent.sentMs = Math.min(intent.sentMs ?? place.sentMs, place.sentMs);
  if (CERTAINTY[place.outcome] <= CERTAINTY[intent.outcome]) return;
  const { intendedMs, sentMs, attempts, orders, asked, repeatedMs } = intent;
  Object.assign(intent, intentOf(place), { intendedMs, sentMs, attempts, orders, asked, repeatedMs });
}

/** What was offered and never started: the slots of the schedule that no operation took. */
function neverStarted(started: readonly Intent[], run: SideRun, spikes: readonly Spike[]): Intent[] {
  const { loadStartMs } = run.phases;
  const schedule = scheduleOf({ ratePerSecond: run.load.ratePerSecond, spikes });
  const missing = Math.min(run.load.offered - started.length, MOST_INVENTED);
  const taken = new Set(
    started.map(({ intendedMs }) => Math.round(schedule.slotAt(intendedMs - loadStartMs))),
  );
  const result: Intent[] = [];
  for (let slot = 0; result.length < missing; slot++) {
    if (taken.has(slot)) continue;
    result.push({
      key: `not-started-${slot}`,
      customerId: '',
      index: null,
      intendedMs: loadStartMs + schedule.dueMs(slot),
      sentMs: null,
      answeredMs: null,
      status: 0,
      outcome: 'not-started',
      toldOrderId: null,
      toldState: null,
      effect: null,
      attempts: 0,
      orders: [],
      asked: null,
      repeatedMs: null,
    });
  }
  return result;
}

/** A load generator that claims to have offered more than this is not believed; the rule `ledger-adds-up` says so. */
const MOST_INVENTED = 1_000_000;

function noteRead(reads: Map<string, ReadFacts>, read: Extract<Operation, { kind: 'read' }>): void {
  const seen = getOrCreate(reads, read.orderId, () => ({
    answers: 0,
    firstStatus: read.status,
    firstState: read.state,
    notFound: false,
    latestPlacedMs: null,
    decided: null,
    decidedMs: null,
    wentBack: null,
  }));
  if (read.status === 404) {
    seen.notFound = true;
    if (seen.answers > 0) seen.wentBack ??= 'saw the order, and then there was none';
  }
  if (read.status !== 200 || read.state === null) return;
  seen.answers += 1;
  if (seen.decided !== null && read.state !== seen.decided) {
    seen.wentBack ??= `saw the order ${seen.decided}, and then ${read.state}`;
  }
  if (read.state === 'placed') seen.latestPlacedMs = Math.max(seen.latestPlacedMs ?? 0, read.sentMs);
  else {
    seen.decided ??= read.state;
    seen.decidedMs ??= read.answeredMs;
  }
}

function getOrCreate<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(key, created);
  return created;
}
