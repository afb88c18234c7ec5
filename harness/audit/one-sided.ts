/** A fault whose target is there on one side only: the sides went through different things, and are not compared. */
import type { Experiment } from '../scenarios/scenario.ts';
import { sidesOfFault } from '../scenarios/scenario.ts';
import { targetText } from '../scenarios/target.ts';
import { SYSTEMS } from '../systems.ts';

/** In a sentence each; none where a single side was measured, or all was done to both. */
export function oneSidedFaults({ sides, scenario }: Pick<Experiment, 'sides' | 'scenario'>): string[] {
  if (sides.length < 2) return [];
  const sentences = scenario.faults.flatMap(({ fault, ...target }) => {
    const done = sidesOfFault({ fault, ...target });
    const spared = sides.filter((side) => !done.includes(side));
    return spared.map((side) => `${fault} ${targetText(target)} was not done to ${SYSTEMS[side].name}.`);
  });
  return [...new Set(sentences)];
}
