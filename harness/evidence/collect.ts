/** Collects what is left behind after the drain: every row, every message, the bank's ledger, the breakers' moves. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runtime } from '../runtimes/runtime.ts';
import { waitUntil } from '../wait-until.ts';
import { collectBankLedger } from './bank-ledger.ts';
import { breakerTransitions } from './breakers.ts';
import type { Databases } from './databases.ts';
import type { Topics } from './kafka-topics.ts';
import { collectRows } from './postgres-rows.ts';
import { openLineWriter, writeRecords } from './write-lines.ts';

const GROUPS_REST_WITHIN_MS = 5_000;

/** `topics` is undefined on a side without any; the same files are written on both sides, some of them empty. */
export async function collectEvidence(
  runtime: Runtime,
  databases: Databases,
  topics: Topics | undefined,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = (name: string): string => join(folder, `${name}.ndjson`);
  await Promise.all([
    collectRows(runtime.side, databases, folder),
    collectTopics(topics, file),
    runtime.access.bankLedgerFile().then((ledger) => collectBankLedger(ledger, file('bank'))),
    breakerTransitions(runtime).then((transitions) => writeRecords(file('breakers'), transitions)),
  ]);
}

async function collectTopics(topics: Topics | undefined, file: (name: string) => string): Promise<void> {
  const events = await openLineWriter(file('events'));
  try {
    // Between members a group has no place to tell; it comes to rest by itself.
    const groups = await waitUntil(async () => (await topics?.groupOffsets()) ?? undefined, {
      timeoutMs: topics === undefined ? 0 : GROUPS_REST_WITHIN_MS,
      everyMs: 200,
    });
    await writeRecords(file('groups'), groups ?? []);
    await topics?.read((found) => events.write(found.map((event) => JSON.stringify(event))));
  } finally {
    await events.close();
  }
}
