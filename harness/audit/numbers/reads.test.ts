import { describe, expect, test } from '@jest/globals';
import { type History, history, PHASES } from '../testing/history.ts';
import { CONFIRMED } from '../testing/order-story.ts';

const { baselineStartMs } = PHASES;

/** A day on which a customer asks for the one order, and gets these answers, each 200 ms after the one before. */
function asked(side: 'rr' | 'ed', ...answers: [status: number, state: string | null][]): History {
  const day = history(side).order('anna', CONFIRMED);
  return day.change(({ operations }) => {
    operations.splice(1, operations.length);
    for (const [index, [status, state]] of answers.entries()) {
      const sentMs = baselineStartMs + 100 + index * 200;
      operations.push({
        ...{ kind: 'read', orderId: day.orderId('anna'), sentMs, answeredMs: sentMs + 5, status, state },
      });
    }
  });
}

describe('what customers read', () => {
  test('a customer who finds the order at once has read the own write', () => {
    expect(asked('ed', [200, 'placed'], [200, 'confirmed']).verdict().reads).toMatchObject({
      ...{ sampled: 1, ownWriteSeen: 1, outcomeSeen: 0, wentBack: 0, neverKnew: 0 },
    });
    expect(asked('rr', [200, 'confirmed']).verdict().reads).toMatchObject({ outcomeSeen: 1 });
  });

  test('one who is told that there is no such order has not', () => {
    expect(asked('ed', [404, null], [200, 'confirmed']).verdict().reads).toMatchObject({ ownWriteSeen: 0 });
  });

  test('an answer that says nothing of the order does not count', () => {
    expect(asked('ed', [503, null], [200, 'confirmed']).verdict().reads).toMatchObject({
      ...{ sampled: 1, ownWriteSeen: null },
    });
  });

  test('a customer knows when a read tells, or the answer itself did', () => {
    expect(asked('ed', [200, 'placed'], [200, 'confirmed']).verdict().reads!.knowsMs.max).toBe(305);
    expect(asked('rr', [200, 'confirmed']).verdict().reads!.knowsMs.max).toBe(45);
  });

  test('one who was never told is counted, and has no time', () => {
    expect(asked('ed', [200, 'placed']).verdict().reads).toMatchObject({
      ...{ neverKnew: 1, knowsMs: { max: null } },
    });
  });

  test('a decided order that is another one later went back', () => {
    expect(asked('ed', [200, 'confirmed'], [200, 'placed']).verdict().reads).toMatchObject({ wentBack: 1 });
  });

  test('who does not ask is not in the sample', () => {
    expect(asked('ed').verdict().reads).toMatchObject({ sampled: 0, ownWriteSeen: null });
  });
});
