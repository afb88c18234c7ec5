/** Writes evidence as it is read, batch by batch, so that memory stays bounded however long a run was. */
import { open } from 'node:fs/promises';

export type LineWriter = {
  /** Lines without their ends. */
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

/** Opens a file of lines, replacing what was there. */
export async function openLineWriter(file: string): Promise<LineWriter> {
  const handle = await open(file, 'w');
  return {
    async write(lines) {
      if (lines.length > 0) await handle.appendFile(`${lines.join('\n')}\n`);
    },
    close: () => handle.close(),
  };
}

export async function writeLines(
  file: string,
  batches: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): Promise<void> {
  const writer = await openLineWriter(file);
  try {
    for await (const batch of batches) await writer.write(batch);
  } finally {
    await writer.close();
  }
}

/** One JSON object a line. */
export const writeRecords = (file: string, records: readonly unknown[]): Promise<void> =>
  writeLines(file, [records.map((record) => JSON.stringify(record))]);
