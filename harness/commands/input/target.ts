/** `rr/payments`: a role of a kitchen. */
import { EXIT, LabError } from '../../errors.ts';
import type { Side } from '../../evidence/records.ts';
import { type Role, SIDES, SYSTEMS } from '../../systems.ts';
import { oneOf } from './values.ts';

export type KitchenRole = { side: Side; role: Role };

export function parseTarget(text: string): KitchenRole {
  const [kitchen, name, ...more] = text.split('/');
  if (name === undefined || more.length > 0) {
    throw new LabError(
      EXIT.usage,
      `A target is a kitchen and a role of it, like rr/payments, and not "${text}".`,
    );
  }
  const side = oneOf('kitchen', SIDES)(kitchen!);
  const { infrastructure, services } = SYSTEMS[side];
  const roles: readonly Role[] = [...services.map(({ role }) => role), ...infrastructure];
  return { side, role: oneOf(`role of the ${SYSTEMS[side].name} kitchen`, roles)(name) };
}
