/** The steady-state gate: before anything is broken, the kitchen must do well what it is going to be tested in. */
import { outcomeOf } from '../../load-tests/outcome.ts';
import type { LoadLine } from '../../load-tests/settings.ts';
import { BOUNDS } from '../audit/validity/bounds.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** Orders of the last moment may still be on their way. */
const IN_FLIGHT_MS = 500;

/** What speaks against a steady state between two moments (epoch ms), a sentence each; empty when nothing does. */
export function gateProblems(
  lines: readonly LoadLine[],
  scenario: Scenario,
  fromMs: number,
  toMs: number,
): string[] {
  const orders = lines
    .filter((line) => line.kind === 'place')
    .filter(({ sentMs }) => sentMs >= fromMs && sentMs < toMs - IN_FLIGHT_MS);
  if (orders.length === 0) return ['In the baseline not a single order was answered.'];

  const problems: string[] = [];
  const accepted = orders.filter((line) => outcomeOf(line) === 'accepted').length / orders.length;
  if (accepted < BOUNDS.baselineAccepted) {
    const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;
    problems.push(
      `In the baseline ${percent(accepted)} of the orders were accepted; at least ${percent(BOUNDS.baselineAccepted)} are needed.`,
    );
  }
  const latencies = orders
    .map(({ sentMs, answeredMs }) => answeredMs - sentMs)
    .sort((one, other) => one - other);
  const p95Ms = latencies[Math.ceil(latencies.length * 0.95) - 1]!;
  if (p95Ms > scenario.baselineP95Ms) {
    problems.push(
      `In the baseline 5 % of the orders were answered after more than ${p95Ms} ms; at most ${scenario.baselineP95Ms} ms are allowed.`,
    );
  }
  return problems;
}
