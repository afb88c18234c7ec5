/**
 * Writes the folder of a run that never was: as many orders as wanted on the event side, all as they should be but for
 * one in 500, so that its report has as many stories to tell as a report may.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { experimentOf } from '../../../audit/testing/experiment.ts';
import { repeatsOf } from '../../../audit/testing/history.ts';
import { type OrderRecords, orderIdOf, recordsOf } from '../../../audit/testing/order-records.ts';
import { CONFIRMED, DECLINED, NO_ADDRESS, type OrderStory } from '../../../audit/testing/order-story.ts';
import { sealRun } from '../../../evidence/folder/seal.ts';
import type { SideRun } from '../../../evidence/records.ts';
import { type LineWriter, openLineWriter, writeRecords } from '../../../evidence/write-lines.ts';

const RATE_PER_SECOND = 500;
const ORDERS_AT_ONCE = 1_000;
const START_MS = 1_700_000_000_000;
const WARM_UP_MS = 5_000;
const CUSTOMERS = 200;
const PORTIONS = 10_000_000;
const REPEATED = 5;
const REPEATED_AFTER_MS = 10_000;
const TABLES = [
  'operations',
  'orders',
  'reservations',
  'payments',
  'deliveries',
  'bank',
  'events',
  'outbox',
  'inbox',
] as const;

const customerOf = (index: number): string => `c-${String(index % CUSTOMERS).padStart(3, '0')}`;
const isHarmed = (index: number): boolean => index % 500 === 11;
/** Charged, and nobody booked a delivery. */
const HARMED: OrderStory = { ...CONFIRMED, deliveries: [] };
/** What the audit must find of it. */
export const FAILED_CHECKS: readonly string[] = ['4-endings', '5-delivery', '10-replay'];

/** One card in a hundred is declined, one customer in a hundred has no address. */
function storyOf(index: number): OrderStory {
  if (isHarmed(index)) return HARMED;
  return index % 100 === 7 ? DECLINED : index % CUSTOMERS === 3 ? NO_ADDRESS : CONFIRMED;
}

export async function writeSyntheticRun(folder: string, orders: number): Promise<void> {
  const side = join(folder, 'ed');
  const evidence = join(side, 'evidence');
  await mkdir(evidence, { recursive: true });
  await writeFile(join(folder, 'experiment.json'), JSON.stringify(experimentOf(['ed'])));
  await writeFile(join(side, 'side.json'), JSON.stringify(sideRun(orders)));

  const fileOf = (table: string): string => join(table === 'operations' ? side : evidence, `${table}.ndjson`);
  const writers = new Map<string, LineWriter>();
  for (const table of TABLES) writers.set(table, await openLineWriter(fileOf(table)));
  const ends = new Map<string, number>();
  let held = 0;
  for (let first = 0; first < orders; first += ORDERS_AT_ONCE) {
    const batch = recordsOfOrders(first, Math.min(orders, first + ORDERS_AT_ONCE), ends);
    for (const { state, lines } of batch.reservations) if (state === 'reserved') held += lines[0]!.quantity;
    for (const table of TABLES) {
      await writers.get(table)!.write(batch[table].map((record) => JSON.stringify(record)));
    }
  }
  for (const writer of writers.values()) await writer.close();
  await writeSmallTables(side, ends, held);
  sealRun(folder);
}

function recordsOfOrders(from: number, to: number, ends: Map<string, number>) {
  const all: Record<keyof OrderRecords, unknown[]> & Pick<OrderRecords, 'reservations'> = {
    ...{ operations: [], orders: [], reservations: [], payments: [], deliveries: [], bank: [] },
    ...{ events: [], outbox: [], inbox: [] },
  };
  for (let index = from; index < to; index++) {
    const intendedMs = START_MS + (index * 1000) / RATE_PER_SECOND;
    const occasion = {
      side: 'ed',
      index,
      intendedMs,
      customerId: customerOf(index),
      sku: 'croissant',
    } as const;
    const story = storyOf(index);
    const records = recordsOf(story, occasion);
    for (const table of TABLES) if (table !== 'events') (all[table] as unknown[]).push(...records[table]);
    for (const event of records.events) {
      const offset = ends.get(event.topic) ?? 0;
      ends.set(event.topic, offset + 1);
      all.events.push({ ...event, offset });
    }
    // Of the first orders, the keys are sent again when the load is over.
    const [place] = records.operations;
    if (index < REPEATED && place?.kind === 'place') {
      all.operations.push(...repeatsOf(place, intendedMs + REPEATED_AFTER_MS));
    }
    // One order in fifty is read by its client.
    if (index % 50 === 0) {
      const { state } = story;
      const sentMs = intendedMs + 100;
      all.operations.push({
        ...{ kind: 'read', orderId: orderIdOf(index), sentMs, answeredMs: sentMs + 2, status: 200, state },
      });
    }
  }
  return all;
}

async function writeSmallTables(side: string, ends: Map<string, number>, held: number): Promise<void> {
  const evidence = join(side, 'evidence');
  const addresses = Array.from({ length: CUSTOMERS }, (_, index) => ({
    ...{ customerId: customerOf(index), version: 1, address: '1 Baker Street', sinceMs: START_MS - 60_000 },
  }));
  const groups = ['orders', 'stock', 'payments', 'delivery'].flatMap((group) =>
    [...ends].map(([topic, end]) => ({ group, topic, partition: 0, committed: end, end })),
  );
  const stock = [{ sku: 'croissant', initial: PORTIONS, available: PORTIONS - held }];
  await writeRecords(join(evidence, 'addresses.ndjson'), addresses);
  await writeRecords(join(evidence, 'groups.ndjson'), groups);
  await writeRecords(join(evidence, 'stock.ndjson'), stock);
  await writeRecords(join(evidence, 'breakers.ndjson'), []);
  await writeRecords(join(side, 'faults.ndjson'), []);
  await writeRecords(join(side, 'samples.ndjson'), []);
}

function sideRun(orders: number): SideRun {
  const loadEndMs = START_MS + (orders * 1000) / RATE_PER_SECOND;
  const baselineStartMs = START_MS + WARM_UP_MS;
  const third = (loadEndMs - baselineStartMs) / 3;
  return {
    side: 'ed',
    arm: 'outbox',
    mutants: [],
    phases: {
      loadStartMs: START_MS,
      baselineStartMs,
      faultStartMs: baselineStartMs + third,
      faultEndMs: baselineStartMs + 2 * third,
      loadEndMs,
      drainEndMs: loadEndMs + 1_000,
    },
    drained: true,
    load: {
      ratePerSecond: RATE_PER_SECOND,
      offered: orders,
      started: orders,
      dropped: 0,
      cpuShare: 0,
      exitCode: 0,
    },
    idleCpuMsPerSecond: {},
    startSeconds: 0,
    rowsWritten: 0,
    gateProblems: [],
  };
}
