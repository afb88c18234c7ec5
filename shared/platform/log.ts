/**
 * Structured logs, one JSON line each on standard output. Lines are buffered for at most FLUSH_MS, so a SIGKILL can
 * cost the last moment of a log; the audit therefore never reads logs, only rows, events and the bank's ledger.
 */
import pino from 'pino';

const FLUSH_MS = 100;

export type Log = pino.Logger;

export function createLog(
  fields: Record<string, string | number>,
  level: string,
): { log: Log; flush: () => void } {
  const destination = pino.destination({ fd: 1, sync: false, minLength: 4096 });
  let flushPending = false;
  const flushNow = (): void => {
    flushPending = false;
    destination.flush();
  };
  // The timer is set by a line, so that an idle service does nothing at all.
  const stream = {
    write(line: string): void {
      destination.write(line);
      if (flushPending) return;
      flushPending = true;
      setTimeout(flushNow, FLUSH_MS).unref();
    },
  };
  const log = pino({ level, base: fields, timestamp: () => `,"atMs":${Date.now()}` }, stream);
  return { log, flush: () => destination.flushSync() };
}
