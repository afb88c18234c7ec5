/** `rr`, `ed` or `both`: one or two kitchens. */
import type { Side } from '../../evidence/records.ts';
import { SIDES } from '../../systems.ts';
import { oneOf } from './values.ts';

const BOTH = 'both';
export const SIDE_CHOICES: readonly (Side | typeof BOTH)[] = [...SIDES, BOTH];

/** Parses the sides that are meant. */
export function parseSides(text: string): readonly Side[] {
  const choice = oneOf('side', SIDE_CHOICES)(text);
  return choice === BOTH ? SIDES : [choice];
}

/** What is typed for these sides; nothing for both, which need not be said. */
export const sideFlag = (sides: readonly Side[]): string => (sides.length === 1 ? ` --side ${sides[0]}` : '');
