/** What goes to standard output: text, JSON, tables. Progress and complaints go to standard error (progress.ts, failure.ts). */
import { plain } from '../../report/plain.ts';

const DEFAULT_COLUMNS = 80;

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** How text may be laid out: as wide as the terminal, coloured only where somebody looks at it. */
export function layout(): { columns: number; colour: boolean } {
  const terminal = process.stdout.isTTY === true;
  return {
    // A terminal may have no width: that of `docker exec -t`, say.
    columns: (terminal && process.stdout.columns) || DEFAULT_COLUMNS,
    colour: terminal && process.env.NO_COLOR === undefined,
  };
}

/** Rows as aligned columns, of plain text. Columns whose every cell is a number stand to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows].map((row) => row.map(plain));
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const numeric = header.map((_, column) => rows.every((row) => /^[\d.,–-]*\s?%?$/.test(row[column] ?? '')));
  return all
    .map((row) =>
      widths
        .map((width, column) => {
          const cell = row[column] ?? '';
          return numeric[column] ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A reader that leaves early (`./lab list | head -1`) is no error, and what runs goes on to its orderly end. */
export function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
