/** A day on which every check passes, to be spoilt by a test, and what a spoilt one must lead to. */
import { expect } from '@jest/globals';
import { type History, history } from './history.ts';
import { CONFIRMED, DECLINED, NO_ADDRESS, OUT_OF_STOCK, REFUSED } from './order-story.ts';

/** A day as it should be: some of everything. */
export const goodDay = (side: 'rr' | 'ed'): History =>
  history(side)
    .order('anna', CONFIRMED)
    .order('bert', OUT_OF_STOCK)
    .order('cleo', DECLINED)
    .order('dora', NO_ADDRESS)
    .order('emil', REFUSED)
    .order('finn', { ...CONFIRMED, told: 'nothing' });

/** Asserts that the check fails with one violation, and what its example says. */
export function expectViolation(day: History, id: string, what: string): void {
  const check = day.check(id)!;
  expect(check).toMatchObject({ result: 'fail', count: 1 });
  expect(check.examples[0]!.what).toContain(what);
}
