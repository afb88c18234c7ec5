import { describe, expect, test } from '@jest/globals';
import { type Connection, type Pool, query, transaction } from './postgres.ts';

const WORK = 'select work';
const WAYS = ['the connection itself', 'query'] as const;
type Way = (typeof WAYS)[number];

/** A pool of one connection, on which the work fails so; what was asked of it, and whether it may be used again. */
function given(error: Error) {
  const asked: string[] = [];
  let isBroken: boolean | undefined;
  const connection = {
    async query(statement: string | { text: string }) {
      const text = typeof statement === 'string' ? statement : statement.text;
      asked.push(text);
      if (text === WORK) throw error;
      return { rows: [] };
    },
    release: (broken: boolean) => {
      isBroken = broken;
    },
  };
  const pool = { connect: async () => connection } as unknown as Pool;
  const ways: Record<Way, (on: Connection) => Promise<unknown>> = {
    'the connection itself': (on) => on.query(WORK),
    query: (on) => query(on, { text: WORK }),
  };
  return { asked, isBroken: () => isBroken, work: (way: Way) => transaction(pool, ways[way]) };
}

describe.each(WAYS)('a statement of a transaction by %s', (way) => {
  test('is given up: no rollback waits behind it, and its connection is thrown away', async () => {
    const { asked, isBroken, work } = given(new Error('Query read timeout'));
    await expect(work(way)).rejects.toMatchObject({ code: 'database_unavailable', effect: 'unknown' });
    expect(asked).toEqual(['begin', WORK]);
    expect(isBroken()).toBe(true);
  });

  test('is refused: rolled back, and its connection is used again', async () => {
    const refused = Object.assign(new Error('duplicate key'), { code: '23505' });
    const { asked, isBroken, work } = given(refused);
    await expect(work(way)).rejects.toBe(refused);
    expect(asked).toEqual(['begin', WORK, 'rollback']);
    expect(isBroken()).toBe(false);
  });
});
