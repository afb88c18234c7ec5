/** For tests: the relay, over a table in memory, and a broker that takes what it is let. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Pool } from '#shared/platform/postgres.ts';
import type { OutgoingMessage } from '../events.ts';
import type { LeadEvents } from '../patterns/publishing/leading.ts';
import { createRelay } from '../patterns/publishing/relay.ts';
import { silentLog, silentMetrics } from './silent.ts';

/** A relay whose turn it is, over a table that holds `left`, and a broker that takes what `send` lets through. */
export function givenRelay(
  options: {
    left?: OutgoingMessage[];
    lingerMs?: number;
    fail?: number;
    begins?: boolean;
    /** What the broker and the measuring of the table wait for. */
    slowly?: Promise<void>;
  } = {},
) {
  let failures = options.fail ?? 0;
  const batches: string[][] = [];
  const marked: string[] = [];
  const measured = Promise.withResolvers<[rows: number, oldestMs: number]>();
  const waiting: { until: () => boolean; resolve: () => void }[] = [];
  const check = (): void => {
    for (const { until, resolve } of waiting) if (until()) resolve();
  };
  const told = jest.fn();
  const turn = { isMine: false, isAlone: true, on: {} as LeadEvents };
  const left = options.left ?? [];
  const statements: string[] = [];
  const pool = {
    query: async ({ name, values }: { name: string; values: string[][] }) => {
      statements.push(name);
      if (name === 'mark-outbox-rows-published') marked.push(...values[0]!);
      check();
      if (name === 'measure-outbox') await options.slowly;
      if (name === 'measure-outbox') return { rows: [{ rows: 12_345, oldestMs: 60_000 }] };
      return { rows: name === 'unpublished-outbox-rows' ? left.filter(isUnmarked) : [] };
    },
  } as unknown as Pool;
  const isUnmarked = ({ eventId }: OutgoingMessage): boolean => !marked.includes(eventId);
  const send = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    failures -= 1;
    if (failures >= 0) throw new Error('the broker is away');
    batches.push(messages.map(({ key }) => key));
    check();
    await options.slowly;
  };
  const relay = createRelay({
    pool,
    send,
    lead: (on) => {
      turn.on = on;
      return {
        isMine: () => turn.isMine,
        isAlone: () => turn.isAlone,
        tell: told,
        stop: async () => undefined,
      };
    },
    lingerMs: options.lingerMs ?? 0,
    reach: () => undefined,
    log: silentLog,
    metrics: { ...silentMetrics, outboxMeasured: (...measure) => void measured.resolve(measure) },
  });
  const until = (condition: () => boolean): Promise<void> =>
    condition() ? Promise.resolve() : new Promise((resolve) => waiting.push({ until: condition, resolve }));
  const { wake } = relay;
  relay.start();
  /** The rows are in the table, and the relay is woken. */
  const commit = (...messages: OutgoingMessage[]): Promise<void> => {
    left.push(...messages);
    return wake(messages);
  };
  const asked = (name: string): number => statements.filter((one) => one === name).length;
  const begin = (): void => {
    turn.isMine = true;
    turn.on.begun();
  };
  const lose = (): void => {
    turn.isMine = false;
    turn.on.lost();
  };
  if (options.begins !== false) begin();
  /** It has looked at the table and found nothing, and is alone. */
  const waits = async (): Promise<void> => {
    await until(() => statements.length > 0);
    await turnOfTheLoop();
  };
  const measuring = measured.promise;
  return { relay, commit, asked, waits, batches, marked, measuring, until, left, told, turn, begin, lose };
}
