import { expect, test } from '@jest/globals';
import { history } from '../testing/history.ts';
import { REFUSED } from '../testing/order-story.ts';
import { runCheck } from './check.ts';

test('a check that crashes is unknown, with the error as its example', () => {
  const crashing = {
    id: 'x',
    title: 'It crashes',
    appliesTo: () => true,
    look: () => {
      throw new Error('no such row');
    },
  };
  expect(runCheck(crashing, { facts: {} as never, ledger: [] })).toMatchObject({
    result: 'unknown',
    examples: [{ what: 'the check itself failed: no such row' }],
  });
});

test('a check lists ten examples and counts all violations', () => {
  const bad = history('rr');
  for (let number = 0; number < 25; number++) bad.order(`order ${number}`, { ...REFUSED, told: 'yes' });
  const check = bad.check('1')!;
  expect(check.count).toBe(25);
  expect(check.examples.length).toBe(10);
});
