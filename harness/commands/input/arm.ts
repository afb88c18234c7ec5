/** `--arm rr=naive`: a rung of a kitchen's ladder of patterns; may be given once for each side. */
import { Option } from 'commander';
import { EXIT, LabError } from '../../errors.ts';
import type { Side } from '../../evidence/records.ts';
import { type Arms, LADDERS } from '../../experiment/arms.ts';
import { SIDES, SYSTEMS } from '../../systems.ts';
import { oneOf } from './values.ts';

export function armOption(unlessSaid: string): Option {
  return new Option(
    '--arm <side=rung>',
    `a rung of a kitchen's ladder of patterns, like rr=naive; see ./lab list (default: ${unlessSaid})`,
  ).argParser(parseArm);
}

/** @throws {LabError} 64 for a rung of a kitchen that is not asked for */
export function expectArmsOf(sides: readonly Side[], arms: Partial<Arms> = {}): void {
  const other = SIDES.find((side) => arms[side] !== undefined && !sides.includes(side));
  if (other === undefined) return;
  const { name } = SYSTEMS[other];
  throw new LabError(
    EXIT.usage,
    `--arm ${other}=${arms[other]} is for the ${name} kitchen, which is not asked for.`,
  );
}

function parseArm(text: string, before: Partial<Arms> = {}): Partial<Arms> {
  const [sideText, rung, ...more] = text.split('=');
  if (rung === undefined || more.length > 0) {
    throw new LabError(
      EXIT.usage,
      `--arm takes a kitchen and a rung of its ladder, like rr=naive, and not "${text}".`,
    );
  }
  const side = oneOf('kitchen', SIDES)(sideText!);
  return { ...before, [side]: oneOf(`rung of the ${SYSTEMS[side].name} ladder`, LADDERS[side])(rung) };
}
