/** The operations while they happen: follows the file that k6 writes, for the display and the steady-state gate. */
import { closeSync, openSync, readSync } from 'node:fs';
import { outcomeOf } from '../../load-tests/outcome.ts';
import type { LoadLine } from '../../load-tests/settings.ts';

const CHUNK_BYTES = 256 * 1024;

export type Rates = { acceptedPerSecond: number; notAcceptedPerSecond: number };

export class LiveOperations {
  /** Everything read so far, in the order of the file. */
  readonly lines: LoadLine[] = [];
  readonly #descriptor: number;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #unfinished = Buffer.alloc(0);
  #shownLines = 0;
  #shownAtMs = Date.now();

  /** The file must exist. */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
  }

  /** Reads what was added since the last time. */
  poll(): void {
    for (;;) {
      const length = readSync(this.#descriptor, this.#chunk, 0, CHUNK_BYTES, null);
      if (length === 0) return;
      const text = Buffer.concat([this.#unfinished, this.#chunk.subarray(0, length)]);
      const end = text.lastIndexOf(0x0a) + 1;
      this.#unfinished = text.subarray(end);
      for (const line of text.toString('utf8', 0, end).split('\n')) {
        if (line !== '') this.lines.push(JSON.parse(line) as LoadLine);
      }
    }
  }

  /** When the load started, by k6's clock; undefined until the first order. */
  startMs(): number | undefined {
    // Not always the first line: what the second client says can overtake it.
    return this.lines.find((line) => line.kind === 'start')?.startMs;
  }

  /** What was answered a second since this was last asked. */
  rates(): Rates {
    const added = this.lines.slice(this.#shownLines).filter((line) => line.kind === 'place');
    const seconds = Math.max(0.001, (Date.now() - this.#shownAtMs) / 1000);
    this.#shownLines = this.lines.length;
    this.#shownAtMs = Date.now();
    const accepted = added.filter((line) => outcomeOf(line) === 'accepted').length;
    return {
      acceptedPerSecond: Math.round(accepted / seconds),
      notAcceptedPerSecond: Math.round((added.length - accepted) / seconds),
    };
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
