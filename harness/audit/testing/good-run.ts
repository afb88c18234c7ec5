/** A run that meets every rule, to be spoilt by a test. */
import { type History, history, PHASES } from './history.ts';
import { CONFIRMED } from './order-story.ts';

/** A run as it should be: a hundred orders, in the baseline and after the fault window. */
export function goodRun(side: 'rr' | 'ed' = 'rr'): History {
  const run = history(side);
  for (let number = 0; number < 50; number++) run.order(`early ${number}`, CONFIRMED);
  for (let number = 0; number < 50; number++) {
    run.order(`late ${number}`, CONFIRMED, { atMs: PHASES.faultEndMs + 1_000 + number * 10 });
  }
  return run;
}
