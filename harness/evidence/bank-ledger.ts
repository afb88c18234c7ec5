/** The bank's own ledger: its lines are evidence as they are. */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { writeLines } from './write-lines.ts';

const BATCH_LINES = 5_000;

/** Copies the ledger; a line that the bank was killed in the middle of was never answered for, and is left out. */
export async function collectBankLedger(ledgerFile: string, file: string): Promise<void> {
  await writeLines(file, existsSync(ledgerFile) ? wholeLines(ledgerFile) : []);
}

async function* wholeLines(ledgerFile: string): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const line of createInterface({ input: createReadStream(ledgerFile) })) {
    if (!line.endsWith('}')) continue;
    batch.push(line);
    if (batch.length === BATCH_LINES) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}
