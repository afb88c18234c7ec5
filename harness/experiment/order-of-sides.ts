/** Which side goes first: drawn from the seed, so that over many runs neither has the advantage. */
import { random } from '../../load-tests/random.ts';
import type { Side } from '../evidence/records.ts';

export function orderOfSides(sides: readonly Side[], seed: number): Side[] {
  return random(seed, 0, 0) < 0.5 ? [...sides] : [...sides].reverse();
}
