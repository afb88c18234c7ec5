/** Whose turn it is, with a database that answers or does not. On a real one: leading.int.test.ts. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Pool, Session } from '#shared/platform/postgres.ts';
import { silentLog } from '../../testing/silent.ts';
import { type Lead, standForLead } from './leading.ts';

const SILENT_FOR_MS = 3_000;

let lead: Lead | undefined;
beforeEach(() => void jest.useFakeTimers());
afterEach(async () => {
  await lead?.stop();
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** A process in the queue, and its sessions; `answers` says what a statement is answered with, and when. */
async function setUp(answers: (statement: string) => Promise<object> | undefined = () => undefined) {
  const said: string[] = [];
  const sessions: EventEmitter[] = [];
  const inFlight = { now: 0, most: 0 };
  const destroyed = jest.fn();
  const open = async () => {
    const session = new EventEmitter();
    sessions.push(session);
    const end = (): void => {
      destroyed();
      session.emit('end');
    };
    const query = async (statement: string) => {
      said.push(statement);
      inFlight.now += 1;
      inFlight.most = Math.max(inFlight.most, inFlight.now);
      const cutOff = new Promise<never>((_resolve, reject) =>
        session.once('end', () => reject(new Error('Connection terminated'))),
      );
      cutOff.catch(() => undefined); // the answer may have come before
      const free = { rows: [{ free: sessions.length === 1 }] };
      const answer = await Promise.race([answers(statement) ?? free, cutOff]);
      inFlight.now -= 1;
      return answer;
    };
    return Object.assign(session, {
      query,
      connection: { stream: { destroy: end } },
      end: async () => undefined,
    }) as unknown as Session;
  };
  const on = { begun: jest.fn(), lost: jest.fn(), told: jest.fn() };
  const pool = { query: async () => ({ rows: [] }) } as unknown as Pool;
  lead = standForLead(pool, silentLog, on, open);
  await jest.advanceTimersByTimeAsync(0);
  const tell = (payload: string) => sessions.at(-1)!.emit('notification', { payload });
  return { lead, on, said, tell, inFlight, destroyed };
}

const never = new Promise<never>(() => undefined);
const notFree = async () => ({ rows: [{ free: false }] });
const isSignOfLife = (statement: string): boolean => statement === 'select 1';

describe('whoever leads', () => {
  test('leads on while its signs of life are answered', async () => {
    const { lead, on } = await setUp();
    await jest.advanceTimersByTimeAsync(10 * SILENT_FOR_MS);
    expect(lead.isMine()).toBe(true);
    expect(on.lost).not.toHaveBeenCalled();
  });

  test('gets no answer to a sign of life: leads no more when the database may have ended its session, and ends it', async () => {
    const { lead, on, destroyed } = await setUp((said) => (isSignOfLife(said) ? never : undefined));
    expect(lead.isMine()).toBe(true);
    await jest.advanceTimersByTimeAsync(SILENT_FOR_MS);
    expect(lead.isMine()).toBe(false);
    expect(on.lost).toHaveBeenCalledTimes(1);
    expect(destroyed).toHaveBeenCalledTimes(1);
  });

  test('is answered slowly: gives one sign of life at a time', async () => {
    const slowly = () => new Promise<object>((resolve) => setTimeout(() => resolve({ rows: [] }), 1_200));
    const { lead, inFlight } = await setUp((said) => (isSignOfLife(said) ? slowly() : undefined));
    await jest.advanceTimersByTimeAsync(10 * SILENT_FOR_MS);
    expect(lead.isMine()).toBe(true);
    expect(inFlight.most).toBe(1);
  });

  test('hangs for too long and goes on: leads no more from the first moment on', async () => {
    const { lead, on } = await setUp();
    const clock = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => clock() + SILENT_FOR_MS);
    expect(lead.isMine()).toBe(false);
    await jest.advanceTimersByTimeAsync(1_001);
    expect(on.lost).toHaveBeenCalledTimes(1);
  });

  test('knows that it is alone only after nobody has told it for long enough', async () => {
    const { lead, on, tell } = await setUp();
    expect(lead.isAlone()).toBe(false);
    await jest.advanceTimersByTimeAsync(SILENT_FOR_MS + 1);
    expect(lead.isAlone()).toBe(true);
    tell('another');
    expect(lead.isAlone()).toBe(false);
    expect(on.told).toHaveBeenCalledTimes(1);
  });
});

describe('whoever is in the queue', () => {
  test('listens before it asks for the lock', async () => {
    const { said } = await setUp();
    const [first, second] = said;
    expect(first).toContain('listen');
    expect(second).toContain('lock');
  });

  test('asks for the lock again and again, and never waits for it in the database, where that would hold a snapshot', async () => {
    const { said } = await setUp((statement) => (statement.includes('lock') ? notFree() : undefined));
    await jest.advanceTimersByTimeAsync(SILENT_FOR_MS);
    const locks = said.filter((statement) => statement.includes('lock'));
    expect(locks.length).toBeGreaterThan(10);
    for (const statement of locks) expect(statement).toContain('pg_try_advisory_lock');
  });

  test('tells again and again that it is there, since it may be another that leads by then', async () => {
    const { lead, on, said } = await setUp((statement) =>
      statement.includes('lock') ? notFree() : undefined,
    );
    await jest.advanceTimersByTimeAsync(SILENT_FOR_MS);
    expect(said.filter((statement) => statement.includes('notify')).length).toBeGreaterThanOrEqual(3);
    expect(lead.isMine()).toBe(false);
    expect(on.begun).not.toHaveBeenCalled();
  });
});
