/** That every mutant still does its wrong: what it leaves behind, and what the kitchen as it is meant to be does instead. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import type { NamedStatement } from '#shared/platform/postgres.ts';
import { DROPPED_EVERY, HALF_DONE_MS, MUTANTS, type Mutant } from './mutants.ts';
import type { Handler, Work } from './patterns/receiving/handling.ts';
import { react, when } from './patterns/receiving/reactions.ts';
import { createStock } from './stock/service.ts';
import { createStore } from './stock/store.ts';
import { givenArm } from './testing/arm.ts';
import { incoming, message } from './testing/given.ts';

const goOn = new AbortController().signal;
const poison = new AppError('poison', 'bad_event', 'no');
const confirmed = (orderId: string) => message(orderId, { case: 'orderConfirmed', value: {} });
const says =
  (...orderIds: string[]): Work =>
  async (batch) => ({
    outcomes: batch.map(() => 'processed'),
    messages: orderIds.map(confirmed),
  });

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** What comes of it, without waiting for what is left half done in between. */
async function ended<Result>(work: Promise<Result>): Promise<PromiseSettledResult<Result>> {
  const settled = Promise.allSettled([work]);
  await jest.advanceTimersByTimeAsync(HALF_DONE_MS);
  return (await settled)[0];
}

/** An inbox in memory. */
function inbox(): (statement: NamedStatement) => object[] {
  const known = new Set<unknown>();
  return ({ name, values }) => {
    if (name !== 'remember-events') return [];
    const fresh = (values[0] as string[]).filter((eventId) => !known.has(eventId));
    for (const eventId of fresh) known.add(eventId);
    return fresh.map((event_id) => ({ event_id, outcome: 'processed' }));
  };
}

/** How often a message is handled that comes twice. */
async function handlings(mutant?: Mutant): Promise<number> {
  const { patterns } = (await givenArm(mutant, inbox())).arm;
  const work = jest.fn(says());
  const handler = patterns.withOutbox(patterns.withInbox(work));
  const twice = incoming();
  await handler([twice], goOn);
  await handler([twice], goOn);
  return work.mock.calls.length;
}

/** When offsets are committed. What is lost by it: kafka.int.test.ts. */
const commit = async (mutant?: Mutant): Promise<string> => (await givenArm(mutant)).arm.commit;

/** How many of two events, one by each of the ways to write one down, are in the outbox, and how many are published. */
async function published(mutant?: Mutant) {
  const { arm, sent, written } = await givenArm(mutant);
  await arm.patterns.withOutbox(says('a'))([incoming()], goOn);
  const insert = { name: 'insert-order', text: 'insert', values: [] };
  const event = confirmed('b');
  const { text } = arm.patterns.withOutboxRow(insert, event);
  await arm.publish([event]);
  const rows = (await written('insert-outbox-rows')).flatMap(([eventIds]) => eventIds);
  return { rows: rows.length + (text.includes('insert into outbox') ? 1 : 0), published: sent.length };
}

/** How many events of a batch are written down, marked as published, and published. */
async function marked(mutant?: Mutant) {
  const { arm, sent, written } = await givenArm(mutant);
  const events = Array.from({ length: DROPPED_EVERY }, (_, index) => `${index}`);
  await arm.patterns.withOutbox(says(...events))([incoming()], goOn);
  const count = async (name: string) => (await written(name)).flatMap(([eventIds]) => eventIds).length;
  const [rows, marks] = [await count('insert-outbox-rows'), await count('mark-outbox-rows-published')];
  return { rows, marks, published: sent.length };
}

/** What becomes of a message that can't be handled, before it is put aside. */
async function outcome(mutant?: Mutant): Promise<unknown> {
  const { patterns } = (await givenArm(mutant)).arm;
  const fails: Handler = () => Promise.reject(poison);
  const result = await ended(patterns.withRetry(fails)([incoming()], goOn));
  return result.status === 'fulfilled' ? result.value : result.reason;
}

/** What is reacted to. */
async function reactedTo(mutant?: Mutant): Promise<string[]> {
  const { patterns } = (await givenArm(mutant)).arm;
  const [reaction, compensation] = (['orderPlaced', 'paymentDeclined'] as const).map((fact) =>
    when([fact], async () => []),
  );
  return patterns.withCompensations([reaction!], [compensation!]).flatMap(({ to }) => to);
}

/** What is published of a transaction that is rolled back. */
async function saidInVain(mutant?: Mutant): Promise<string[]> {
  const { arm, sent, breakCommits } = await givenArm(mutant);
  breakCommits();
  const { status } = await ended(arm.patterns.withOutbox(says('a'))([incoming()], goOn));
  expect(status).toBe('rejected');
  return sent.map(({ key }) => key);
}

/** What is taken, and for how many reservations, by a transaction that is rolled back. */
async function takenInVain(mutant?: Mutant) {
  const juice = { sku: 'juice', quantity: 1 };
  const { arm, written, breakCommits } = await givenArm(mutant, ({ name }) =>
    name === 'lock-portions' ? [{ sku: 'juice', available: 5 }] : [],
  );
  breakCommits();
  const { reactions } = createStock(arm.patterns.inOneStep(createStore()));
  const placed = incoming('a', {
    case: 'orderPlaced',
    value: { order: { customerId: 'ann', lines: [juice] } },
  });
  const { status } = await ended(arm.patterns.withOutbox(react(reactions))([placed], goOn));
  expect(status).toBe('rejected');
  return (await written('save-reservations')).map(([skus, left, , orders]) => ({ skus, left, orders }));
}

/** Whether an event lies under the key of its order. */
async function underItsKey(mutant?: Mutant): Promise<boolean> {
  const { arm, sent, written } = await givenArm(mutant);
  await arm.patterns.withOutbox(says('a'))([incoming()], goOn);
  await written('insert-outbox-rows');
  expect(sent).toHaveLength(1);
  return sent[0]!.key === 'a';
}

/** What is said to have become of poison, and how many letters there are of it. */
async function buried(mutant?: Mutant) {
  const { arm, sent, written } = await givenArm(mutant);
  const outcome = await arm.putAside(incoming(), poison, goOn);
  const rows = (await written('insert-outbox-rows')).flatMap(([, topics]) => topics);
  return { outcome, rows, letters: sent.map(({ topic }) => topic) };
}

type Bite = { of: (mutant?: Mutant) => Promise<unknown>; meant: unknown; wrong: unknown };

const LETTERS = ['stock.dead-letters'];
const BITES: Readonly<Record<Mutant, Bite>> = {
  'no-inbox': { of: handlings, meant: 1, wrong: 2 },
  'offset-before-work': { of: commit, meant: 'after-work', wrong: 'before-work' },
  'publish-without-outbox': {
    of: published,
    meant: { rows: 2, published: 2 },
    wrong: { rows: 0, published: 2 },
  },
  'dropped-outbox-rows': {
    of: marked,
    meant: { rows: DROPPED_EVERY, marks: DROPPED_EVERY, published: DROPPED_EVERY },
    wrong: { rows: DROPPED_EVERY, marks: DROPPED_EVERY, published: DROPPED_EVERY - 1 },
  },
  'swallowed-error': { of: outcome, meant: poison, wrong: ['processed'] },
  'no-compensation': { of: reactedTo, meant: ['orderPlaced', 'paymentDeclined'], wrong: ['orderPlaced'] },
  'publish-before-commit': { of: saidInVain, meant: [], wrong: ['a'] },
  'non-atomic-stock': { of: takenInVain, meant: [], wrong: [{ skus: ['juice'], left: [4], orders: [] }] },
  'wrong-partition-key': { of: underItsKey, meant: true, wrong: false },
  'lossy-dead-letters': {
    of: buried,
    meant: { outcome: 'dead-lettered', rows: LETTERS, letters: LETTERS },
    wrong: { outcome: 'dead-lettered', rows: [], letters: [] },
  },
};

describe.each(MUTANTS)('the mutant %s', (mutant) => {
  const { of, meant, wrong } = BITES[mutant];
  test('does its wrong', async () => expect(await of(mutant)).toEqual(wrong));
  test('without it the right is done', async () => expect(await of()).toEqual(meant));
});
