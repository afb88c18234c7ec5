/** Relays of one outbox in several processes, on a real database: what is committed is published once, and in its order. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import { type Databases, startDatabases } from '../../../harness/runtimes/testing/databases.ts';
import { waitUntil } from '../../../harness/wait-until.ts';
import type { OutgoingMessage } from '../../events.ts';
import { message } from '../../testing/given.ts';
import { silentLog, silentMetrics } from '../../testing/silent.ts';
import { type LeadEvents, standForLead } from './leading.ts';
import { insertOutboxRows, OUTBOX_TABLE } from './outbox.ts';
import { createPublishing } from './publishing.ts';
import { createRelay } from './relay.ts';

const STARTS_WITHIN_MS = 60_000;
const BOUND = { timeoutMs: 20_000, everyMs: 10 };

let databases: Databases;
let pool: Pool;
beforeAll(async () => {
  databases = await startDatabases();
  pool = await databases.open('customers', [OUTBOX_TABLE]);
}, STARTS_WITHIN_MS);
afterAll(() => databases.close());

/** What reached the broker, by whom. */
let published: { by: string; eventId: string; key: string }[] = [];
let started: ReturnType<typeof startProcess>[] = [];
beforeEach(async () => {
  await pool.query('truncate outbox');
  published = [];
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((process) => process.stop()));
});

/** As a process of the service has them: a pool, a relay, and work that is published. */
function startProcess(name: string) {
  const ownPool = createPool(pool.options.connectionString!, { max: 4 });
  const turns = { begun: 0 };
  const relay = createRelay({
    pool: ownPool,
    send: async (messages) =>
      void published.push(...messages.map(({ eventId, key }) => ({ by: name, eventId, key }))),
    lead: (on: LeadEvents) =>
      standForLead(ownPool, silentLog, {
        ...on,
        begun() {
          turns.begun += 1;
          on.begun();
        },
      }),
    lingerMs: 0,
    reach: () => undefined,
    ...{ log: silentLog, metrics: silentMetrics },
  });
  relay.start();
  const publishing = createPublishing(ownPool, insertOutboxRows, relay.wake);
  let stopped: Promise<void> | undefined;
  return {
    turns,
    leads: () => waitUntil(() => turns.begun > 0, BOUND),
    commit: async (...messages: OutgoingMessage[]) => void (await publishing(async () => ({ messages }))),
    stop: () => (stopped ??= relay.stop().then(() => ownPool.end())),
  };
}

async function start(name: string) {
  const process = startProcess(name);
  started.push(process);
  return process;
}

const about = (key: string): OutgoingMessage => message(key, { case: 'orderConfirmed', value: {} });
const unpublished = async (): Promise<number> =>
  (await pool.query('select from outbox where published_at is null')).rowCount!;
const allPublished = (): Promise<boolean | undefined> =>
  waitUntil(async () => (await unpublished()) === 0, BOUND);
/** The ids of what was committed about a key, in its order; and of what was published about it. */
async function committedAbout(key: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select event_id as id from outbox where key = $1 order by outbox.id',
    [key],
  );
  return rows.map(({ id }) => id);
}
const publishedAbout = (key: string): string[] =>
  published.filter((one) => one.key === key).map(({ eventId }) => eventId);
/** Ends the session that leads, as the server does when its process has died. */
const killLeader = () =>
  pool.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`);

const KEYS = ['a', 'b', 'c', 'd', 'e'];

/** So many start at the same moment, and one of them leads; that one first. */
async function startTogether(...names: string[]) {
  const processes = await Promise.all(names.map(start));
  const leader = () => processes.find(({ turns }) => turns.begun > 0);
  expect(await waitUntil(() => leader() !== undefined, BOUND)).toBe(true);
  return [leader()!, ...processes.filter((process) => process !== leader())];
}

/** About each key, one after the other by each of them in turn. */
async function commitInTurns(processes: Awaited<ReturnType<typeof start>>[], rounds: number): Promise<void> {
  await Promise.all(
    KEYS.map(async (key) => {
      for (let round = 0; round < rounds; round += 1) {
        await processes[round % processes.length]!.commit(about(key));
      }
    }),
  );
}

describe('two relays of one outbox', () => {
  test('both commit about the same keys: one publishes all, each once, and in the order of the commits', async () => {
    const one = await start('one');
    await one.leads();
    const two = await start('two');
    await commitInTurns([one, two], 20);
    expect(await allPublished()).toBe(true);

    for (const key of KEYS) expect(publishedAbout(key)).toEqual(await committedAbout(key));
    expect(new Set(published.map(({ by }) => by))).toEqual(new Set(['one']));
  });

  test('the one that leads stops: the other leads, and nothing is published twice', async () => {
    const one = await start('one');
    await one.leads();
    const two = await start('two');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(KEYS.map((key) => two.commit(about(key))));
      if (round === 10) await one.stop();
    }
    expect(await two.leads()).toBe(true);
    expect(await allPublished()).toBe(true);

    for (const key of KEYS) expect(publishedAbout(key)).toEqual(await committedAbout(key));
    expect(new Set(published.map(({ by }) => by))).toEqual(new Set(['one', 'two']));
  });

  test('the one that leads loses its session: one of them leads again, all is published, and in order where it is first said', async () => {
    const one = await start('one');
    await one.leads();
    const two = await start('two');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(KEYS.map((key) => (round % 2 === 0 ? two : one).commit(about(key))));
      if (round === 10) await killLeader();
    }
    expect(await waitUntil(() => one.turns.begun + two.turns.begun > 1, BOUND)).toBe(true);
    expect(await allPublished()).toBe(true);

    for (const key of KEYS) expect([...new Set(publishedAbout(key))]).toEqual(await committedAbout(key));
  });
});

describe('relays that start at the same moment', () => {
  test.each([2, 3])(
    '%d of them: one publishes all from the first commit on, each once, and in order',
    async (count) => {
      const processes = await startTogether(...['one', 'two', 'three'].slice(0, count));
      await commitInTurns(processes, 21);
      expect(await allPublished()).toBe(true);

      for (const key of KEYS) expect(publishedAbout(key)).toEqual(await committedAbout(key));
      expect(new Set(published.map(({ by }) => by)).size).toBe(1);
      expect(processes.map(({ turns }) => turns.begun).toSorted()).toEqual([...Array(count - 1).fill(0), 1]);
    },
  );

  test('three, and the one that leads stops: one of the two others publishes what both commit, in its order', async () => {
    const [leader, ...others] = await startTogether('one', 'two', 'three');
    await leader!.stop();
    await commitInTurns(others, 20);
    expect(await allPublished()).toBe(true);

    for (const key of KEYS) expect(publishedAbout(key)).toEqual(await committedAbout(key));
    expect(others.map(({ turns }) => turns.begun).toSorted()).toEqual([0, 1]);
  });
});
