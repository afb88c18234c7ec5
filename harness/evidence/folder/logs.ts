/**
 * The services' logs, read for the stories of some orders. Lines are buffered and die with a killed process: they
 * illustrate a story, no check rests on them.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLine } from '../../audit/trace/log-line.ts';
import type { Side } from '../records.ts';
import { textsOf } from './read-lines.ts';

/** The lines about these orders, each with its order's id. Walks the logs twice, whatever the number of orders. */
export function readLogs(folder: string, side: Side, orderIds: ReadonlySet<string>): LogLine[] {
  if (orderIds.size === 0) return [];
  const logs = join(folder, side, 'logs');
  const files = existsSync(logs) ? readdirSync(logs).filter((name) => name.endsWith('.ndjson')) : [];
  const paths = files.map((name) => join(logs, name));

  // The gateway does not know the order of a request; who served it behind the gateway does.
  const orderOfRequest = new Map<string, string>();
  for (const line of linesAboutOrders(paths)) {
    const orderId = field(line, 'orderId');
    const requestId = field(line, 'requestId');
    if (orderId !== null && requestId !== null && orderIds.has(orderId))
      orderOfRequest.set(requestId, orderId);
  }
  const found: LogLine[] = [];
  for (const line of linesAboutOrders(paths)) {
    const ownOrderId = field(line, 'orderId');
    const orderId = ownOrderId ?? orderOfRequest.get(field(line, 'requestId') ?? '');
    if (orderId === undefined || !orderIds.has(orderId)) continue;
    const parsed = parse(line);
    if (parsed !== null) found.push({ ...parsed, orderId });
  }
  return found;
}

const TOLD = /"msg":"(served|called|failed)"/;

function* linesAboutOrders(files: readonly string[]): Generator<string> {
  for (const file of files) {
    for (const text of textsOf(file)) {
      for (const line of text.split('\n')) {
        if (TOLD.test(line)) yield line;
      }
    }
  }
}

/** The value of a text field, without parsing the line: most lines are of no interest. */
function field(line: string, name: string): string | null {
  const start = line.indexOf(`"${name}":"`);
  if (start === -1) return null;
  const from = start + name.length + 4;
  return line.slice(from, line.indexOf('"', from));
}

/** Null for the last line of a process that was killed while it wrote. */
function parse(line: string): LogLine | null {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return null;
  }
}
