/**
 * Reads a file of one JSON object a line, chunk by chunk: a table of half a million rows is walked in constant memory.
 * Synchronous, because the audit is a pure function that walks iterables.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { RunProblem } from './run-problem.ts';

const CHUNK_BYTES = 1024 * 1024;
const LINE_END = 0x0a;

/**
 * Every record of a file; walking it again reads it again.
 * @throws {RunProblem} at a line that is no JSON, with the file as `name` and the line's number
 */
export function recordsIn<Record>(file: string, name: string): Iterable<Record> {
  return {
    *[Symbol.iterator]() {
      let line = 1;
      for (const text of textsOf(file)) {
        const records = parseLines<Record>(text, name, line);
        yield* records;
        line += records.length;
      }
    },
  };
}

/** The text of a file in pieces that end where a line ends, without that end. */
export function* textsOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let kept = 0;
  try {
    for (;;) {
      // A line longer than the buffer: make room.
      if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const bytesRead = readSync(descriptor, buffer, kept, buffer.length - kept, null);
      const filled = kept + bytesRead;
      if (bytesRead === 0) {
        if (filled > 0) yield buffer.toString('utf8', 0, filled);
        return;
      }
      const lastEnd = buffer.lastIndexOf(LINE_END, filled - 1);
      if (lastEnd === -1) {
        kept = filled;
        continue;
      }
      yield buffer.toString('utf8', 0, lastEnd);
      kept = buffer.copy(buffer, 0, lastEnd + 1, filled);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** All lines at once, as one array: a call of the parser for each line would cost a third more. */
function parseLines<Record>(text: string, name: string, firstLine: number): Record[] {
  try {
    return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as Record[];
  } catch {
    return text.split('\n').map((line, index) => parseLine(line, name, firstLine + index));
  }
}

function parseLine<Record>(line: string, name: string, number: number): Record {
  try {
    return JSON.parse(line) as Record;
  } catch (error) {
    throw new RunProblem('damaged', `${name} is damaged: line ${number} is not JSON.`, { cause: error });
  }
}
