/** Walks every table of one side once and keeps what the ledger, the checks and the numbers need. */
import type {
  AddressRow,
  BreakerTransition,
  FaultRecord,
  Sample,
  Side,
  SideEvidence,
  SideRun,
} from '../../evidence/records.ts';
import { spikesOf } from '../../scenarios/clients.ts';
import type { Experiment } from '../../scenarios/scenario.ts';
import { type Grid, gridOf } from '../grid.ts';
import { type ClientFacts, foldOperations } from './intents.ts';
import { foldMessages, type MessageFacts } from './messages.ts';
import { factsOf, foldRows, noteReservation, type OrderFacts, type Orders } from './order-facts.ts';
import { noteMoves, openStockJournal, type StockJournal } from './stock-journal.ts';

export type SideFacts = {
  side: Side;
  experiment: Experiment;
  run: SideRun;
  grid: Grid;
  clients: ClientFacts;
  orders: Orders;
  /** In the system and intended by nobody. What was placed before the load belongs to the contract check. */
  phantoms: OrderFacts[];
  stock: StockJournal;
  /** By customer, in the order of versions. */
  addresses: Map<string, AddressRow[]>;
  messages: MessageFacts;
  breakers: BreakerTransition[];
  faults: FaultRecord[];
  samples: Sample[];
};

/** Stamps of one machine's processes may differ by this much without anything being wrong. */
export const CLOCK_TOLERANCE_MS = 100;

export function foldSide(experiment: Experiment, evidence: SideEvidence): SideFacts {
  const { run, side } = evidence;
  const grid = gridOf(run);
  const clients = foldOperations(evidence.operations, run, spikesOf(experiment.scenario));
  const orders: Orders = new Map();
  foldRows(orders, evidence);
  const stock = openStockJournal(evidence.stock);
  for (const row of evidence.reservations) {
    noteReservation(factsOf(orders, row.orderId), row);
    noteMoves(stock, row);
  }
  const messages = foldMessages(evidence, {
    orders,
    grid,
    loadStartMs: run.phases.loadStartMs,
    clockToleranceMs: CLOCK_TOLERANCE_MS,
  });
  joinIntents(clients, orders);
  return {
    side,
    experiment,
    run,
    grid,
    clients,
    orders,
    phantoms: [...orders.values()].filter((order) => isPhantom(order, run)),
    stock,
    addresses: addressHistory(evidence.addresses),
    messages,
    breakers: [...evidence.breakers].sort((a, b) => a.atMs - b.atMs),
    faults: [...evidence.faults],
    samples: [...evidence.samples].sort((a, b) => a.atMs - b.atMs),
  };
}

/** By customer and key; and by the id that the client was told, for what has no row of its own. */
function joinIntents(clients: ClientFacts, orders: Orders): void {
  for (const order of orders.values()) {
    if (order.state === null) continue;
    const intent = clients.find(order.customerId, order.key);
    if (intent === undefined) continue;
    order.intended = true;
    // What only came of asking again when the load was over is no order of the load; check 7 looks at the answers.
    if (intent.repeatedMs === null || !(order.placedAtMs >= intent.repeatedMs)) intent.orders.push(order);
  }
  for (const intent of clients.intents) {
    const told = intent.toldOrderId === null ? undefined : orders.get(intent.toldOrderId);
    if (told === undefined || told.intended || told.state !== null) continue;
    intent.orders.push(told);
    told.intended = true;
  }
}

function isPhantom(order: OrderFacts, run: SideRun): boolean {
  if (order.intended) return false;
  return order.state === null || !(order.placedAtMs < run.phases.loadStartMs);
}

function addressHistory(rows: Iterable<AddressRow>): Map<string, AddressRow[]> {
  const history = new Map<string, AddressRow[]>();
  for (const row of rows) {
    const versions = history.get(row.customerId);
    if (versions === undefined) history.set(row.customerId, [row]);
    else versions.push(row);
  }
  for (const versions of history.values()) versions.sort((a, b) => a.version - b.version);
  return history;
}
