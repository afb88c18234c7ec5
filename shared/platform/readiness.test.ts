import { describe, expect, test } from '@jest/globals';
import { databaseReadiness, type Queryable } from './postgres.ts';

/** A database that answers when it is told to; counts how often it was asked. */
function hanging() {
  const questions: PromiseWithResolvers<unknown>[] = [];
  const query = (): Promise<unknown> => {
    const question = Promise.withResolvers<unknown>();
    questions.push(question);
    return question.promise;
  };
  return { database: { query } as unknown as Queryable, questions };
}

describe('databaseReadiness', () => {
  test('no answer: says so in time, and does not ask again before that question is answered', async () => {
    const { database, questions } = hanging();
    const ready = databaseReadiness(database, { maxAgeMs: 0, withinMs: 10 });
    expect(await ready()).toBe('the database does not answer within 10 ms');
    expect(await ready()).toBe('the database does not answer within 10 ms');
    expect(questions).toHaveLength(1);

    questions[0]!.resolve({});
    await questions[0]!.promise;
    const again = ready();
    questions[1]!.resolve({});
    expect(await again).toBeNull();
  });

  test('an error: says which', async () => {
    const { database, questions } = hanging();
    const reason = databaseReadiness(database)();
    questions[0]!.reject(new Error('no space left'));
    expect(await reason).toBe('the database does not answer: no space left');
  });

  test('asked twice within the age of an answer: the database is asked once', async () => {
    const { database, questions } = hanging();
    const ready = databaseReadiness(database, { maxAgeMs: 60_000 });
    const both = [ready(), ready()];
    questions[0]!.resolve({});
    expect(await Promise.all(both)).toEqual([null, null]);
    expect(await ready()).toBeNull();
    expect(questions).toHaveLength(1);
  });
});
