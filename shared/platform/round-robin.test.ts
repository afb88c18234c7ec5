import { expect, test } from '@jest/globals';
import { roundRobin } from './round-robin.ts';

test('roundRobin: one after the other, and again from the first', () => {
  const inTurn = roundRobin(['a', 'b', 'c']);
  const tried = Array.from({ length: 4 }, () => inTurn().next().value);
  expect(tried).toEqual(['a', 'b', 'c', 'a']);
});

test('roundRobin: all are there, each once, and who was tried last is followed by the next', () => {
  const inTurn = roundRobin(['a', 'b', 'c']);
  expect([...inTurn()]).toEqual(['a', 'b', 'c']);
  const [first, second] = inTurn();
  expect([first, second]).toEqual(['a', 'b']);
  expect(inTurn().next().value).toBe('c');
});

test('roundRobin: of two that try at the same time, each begins with another one', () => {
  const inTurn = roundRobin(['a', 'b']);
  const [one, other] = [inTurn(), inTurn()];
  expect([one.next().value, other.next().value]).toEqual(['a', 'b']);
});
