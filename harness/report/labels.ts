/** What must be read before any number: that the sides were not equal, or not the systems that they claim to be. */
import type { Verdict } from '../audit/verdict.ts';
import { EQUALS } from '../experiment/arms.ts';
import { nameOf, sidesOf } from './sentences.ts';

export function labelsOf(verdict: Verdict): string[] {
  const sides = sidesOf(verdict);
  const lower = sides.filter((side) => !EQUALS[side.side].includes(side.arm));
  const mutants = sides.flatMap((side) =>
    (side.mutants ?? []).map((mutant) => `${mutant} (${nameOf(side.side)})`),
  );
  const labels: string[] = [];
  const oneSided = verdict.oneSided ?? [];
  if (oneSided.length > 0) {
    labels.push(
      `One-sided: ${oneSided.join(' ')} The sides went through different things, so that no difference between them is computed.`,
    );
  }
  if (lower.length > 0 && sides.length > 1) {
    const rungs = sides.map((side) => `${nameOf(side.side)} at “${side.arm}”`).join(', ');
    labels.push(`Unequal arms: ${rungs}. A difference may come from a missing pattern, not from the style.`);
  }
  for (const { side, breaker = {} } of sides) {
    const set = Object.entries(breaker).map(([name, value]) => `${name} ${value}`);
    if (set.length > 0)
      labels.push(
        `Set otherwise on purpose: the circuit breakers of ${nameOf(side)}, ${set.join(', ')}. This says nothing of the kitchen with its usual settings.`,
      );
  }
  if (mutants.length > 0) {
    labels.push(
      `Built wrong on purpose: ${mutants.join(', ')}. This run tests the checks; it compares nothing.`,
    );
  }
  return labels;
}
