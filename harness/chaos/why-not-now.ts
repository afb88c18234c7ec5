/** What is said to who wants to break something while something else is broken. */
import type { Side } from '../evidence/records.ts';
import { clashOf, type Doing } from '../faults/clash.ts';
import { targetText } from '../scenarios/target.ts';

/** Why it can not be done before another is healed, in a sentence; undefined when it can. */
export function whyNotNow(asked: Doing, inForce: Doing, side: Side): string | undefined {
  const why = whatIsInTheWay(asked, inForce, side);
  return why === undefined ? undefined : `${why}: ${inForce.name} is healed first.`;
}

function whatIsInTheWay(asked: Doing, inForce: Doing, side: Side): string | undefined {
  const clash = clashOf(asked, inForce, side);
  switch (clash?.why) {
    case undefined:
      return undefined;
    case 'needed': {
      const breaks = clash.needed.to === undefined ? 'stops' : 'breaks';
      return `${clash.needing.name} needs ${targetText(clash.needed)}, and ${clash.breaking.name} ${breaks} it`;
    }
    case 'unseen':
      // It would begin now. The end of a way that is broken already may be back before that one is healed.
      return clash.way === asked
        ? `nobody would answer on ${targetText(asked.target)}, since ${inForce.name} stops ${asked.target.to}`
        : undefined;
    case 'kept':
    case 'turns':
      return `${targetText(asked.target)} is being broken already`;
  }
}
