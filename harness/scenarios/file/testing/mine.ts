/** The file of a user's own scenario, for tests: what it must have, and then what the test is about. */
import { readScenario } from '../read.ts';

export const HEAD = 'name: mine\ntitle: Mine\nhypothesis: It holds.\n';
export const mine = (rest: string) => readScenario(`${HEAD}${rest}`, 'mine.yaml').plan({ seed: 1 });
export const KILL = 'faults:\n  - { fault: kill, on: payments';
