/** The ways of a hop, one to each instance at its far end, as they are before something is done to them. */
import type { Hop } from '../../runtimes/hops/hop.ts';
import { processesOf, processOf } from '../../scenarios/target.ts';
import type { RoleInstance } from '../../systems.ts';
import type { InForce, Target } from '../fault.ts';
import { together } from '../together.ts';
import { expectAnswer } from './round-trip.ts';

export type Way = {
  hop: Hop;
  /** Whom it leads to. */
  end: RoleInstance;
  /** How long an answer took. */
  beforeMs: number;
};

/**
 * Does something to each way that a target names, all at once, when all of them answer.
 * @throws when nothing could be seen of it: then none is broken; or it can not be done to one of them: the others are healed
 */
export async function toEachWay(target: Target, inject: (way: Way) => Promise<InForce>): Promise<InForce> {
  const { runtime, role } = target;
  const ways = await Promise.all(
    processesOf(target, runtime).map(async (end): Promise<Way> => {
      const hop = runtime.hop(processOf(role), end);
      return { hop, end, beforeMs: await expectAnswer(hop.address, end) };
    }),
  );
  return together(ways.map(inject));
}
