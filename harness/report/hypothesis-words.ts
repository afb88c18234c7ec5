/** How the hypothesis came out, in a sentence: a refuted claim is a result, and no failure of the run. */
import type { HypothesisResult, Verdict } from '../audit/verdict.ts';
import { plural } from './numbers.ts';

/** Undefined where nothing was expected in numbers. */
export function claimOutcome({ hypothesis = [] }: Verdict): string | undefined {
  if (hypothesis.length === 0) return undefined;
  const number = (result: HypothesisResult['result']): number =>
    hypothesis.filter((one) => one.result === result).length;
  const all = plural(hypothesis.length, 'expectation');
  if (number('refuted') > 0)
    return `The hypothesis was refuted: ${number('refuted')} of ${all} did not hold.`;
  if (number('unknown') > 0) {
    return `The hypothesis is undecided: ${number('unknown')} of ${all} could not be judged.`;
  }
  return `The hypothesis held: ${number('held')} of ${all}.`;
}

/** `held: … (it was 0.0 %)` */
export const expectationOutcome = ({ result, expectation, detail }: HypothesisResult): string =>
  `${result}: ${expectation.replace(/\.$/, '')} (${detail}).`;
