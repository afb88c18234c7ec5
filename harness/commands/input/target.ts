/** `rr/payments`: what a fault is done to, in a kitchen. */
import { EXIT, LabError } from '../../errors.ts';
import type { Side } from '../../evidence/records.ts';
import { type FaultTarget, parseFaultTarget, whyNoTarget } from '../../scenarios/target.ts';
import { SIDES } from '../../systems.ts';
import { oneOf } from './values.ts';

export type TargetInKitchen = { side: Side; target: FaultTarget };

export function parseTarget(text: string): TargetInKitchen {
  const [kitchen, name, ...more] = text.split('/');
  if (name === undefined || more.length > 0) {
    throw new LabError(
      EXIT.usage,
      `A target is a kitchen and a role of it, like rr/payments (or the way to another: rr/payments:bank), and not "${text}".`,
    );
  }
  const side = oneOf('kitchen', SIDES)(kitchen!);
  const target = parseFaultTarget(name);
  if (target !== undefined) return { side, target };
  throw new LabError(EXIT.usage, whyNoTarget(name));
}
