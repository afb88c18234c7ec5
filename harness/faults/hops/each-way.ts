/** The ways of a hop, one to each instance at its far end, as they are before something is done to them. */
import type { Hop } from '../../runtimes/hops/hop.ts';
import { processesOf, processOf } from '../../scenarios/target.ts';
import type { RoleInstance } from '../../systems.ts';
import type { InForce, Target } from '../fault.ts';
import { together } from '../together.ts';

/** `end` is the instance that it leads to. */
export type Way = { hop: Hop; end: RoleInstance };

/**
 * Does something to each way that a target names, all at once.
 * @throws when it can not be done to one of them: the others are healed
 */
export const toEachWay = async (target: Target, inject: (way: Way) => Promise<InForce>): Promise<InForce> => {
  const { runtime, role } = target;
  const ways = processesOf(target, runtime).map((end) => ({ end, hop: runtime.hop(processOf(role), end) }));
  return together(ways.map(inject));
};
