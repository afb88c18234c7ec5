/** `--arm rr=naive`: a rung of a kitchen's ladder of patterns; may be given once for each side. */
import { Option } from 'commander';
import { EXIT, LabError } from '../../errors.ts';
import { type Arms, LADDERS } from '../../experiment/arms.ts';
import { SIDES, SYSTEMS } from '../../systems.ts';
import { oneOf } from './values.ts';

export function armOption(): Option {
  return new Option(
    '--arm <side=rung>',
    "a rung of a kitchen's ladder of patterns, like rr=naive; see ./lab list (default: the scenario's, or the top)",
  ).argParser(parseArm);
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
