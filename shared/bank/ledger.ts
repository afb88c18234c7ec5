/**
 * The bank's ledger on disk: one JSON line per attempt, only ever appended, on the disk before the bank answers. Lines
 * that arrive while a sync is under way wait and go together with the next, so the rate is not bounded by the disk.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';

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

export type Ledger = {
  /** Resolves when the entries are on the disk. */
  append(entries: readonly BankEntry[]): Promise<void>;
  close(): Promise<void>;
};

type Waiting = { lines: string; resolve: () => void; reject: (error: unknown) => void };

/**
 * Opens the ledger, cuts off the torn line that a crash may have left, and hands every entry of before to `replay`.
 * @throws when a line before the last is not an entry: then something else than a crash has damaged it
 */
export async function openLedger(file: string, replay: (entry: BankEntry) => void): Promise<Ledger> {
  const handle = await open(file, 'a+');
  try {
    await cutTornLine(handle);
    const lines = createInterface({ input: createReadStream(file, 'utf8') });
    for await (const line of lines) replay(JSON.parse(line) as BankEntry);
  } catch (error) {
    await handle.close();
    throw error;
  }

  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;

  async function writeGroups(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await handle.appendFile(group.map(({ lines }) => lines).join(''));
        await handle.datasync();
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    writing = null;
  }

  return {
    append: (entries) =>
      new Promise((resolve, reject) => {
        const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
        waiting.push({ lines, resolve, reject });
        writing ??= writeGroups();
      }),
    async close() {
      await writing;
      await handle.close();
    },
  };
}

/** Truncates the file behind its last line end. */
async function cutTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const block = Buffer.alloc(4_096);
  for (let end = size; end > 0; end -= block.length) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await handle.read(block, 0, end - start, start);
    const lineEnd = block.subarray(0, bytesRead).lastIndexOf('\n');
    if (lineEnd === -1) continue;
    if (start + lineEnd + 1 < size) await handle.truncate(start + lineEnd + 1);
    return;
  }
  await handle.truncate(0);
}
