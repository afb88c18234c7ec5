/** Whether a run counts, apart from what its verdict says: every rule, on every side. */
import type { Side } from '../../evidence/records.ts';
import type { Experiment } from '../../scenarios/scenario.ts';
import { SYSTEMS } from '../../systems.ts';
import type { SideVerdict, ValidityRule } from '../verdict.ts';
import { BOUNDS } from './bounds.ts';
import { checksDecided, clocks, drained, ledgerAddsUp, reads } from './evidence.ts';
import { faults } from './faults.ts';
import { loadDelivered, loadGenerator, others, stolen } from './load-and-machine.ts';
import type { Rule, RuleInput } from './rule.ts';
import { baselineAccepted, baselineBacklog, baselineLatency, gate } from './steady-state.ts';

const RULES: readonly Rule[] = [
  gate,
  baselineAccepted,
  baselineLatency,
  baselineBacklog,
  faults,
  loadDelivered,
  loadGenerator,
  stolen,
  others,
  drained,
  ledgerAddsUp,
  clocks,
  reads,
  checksDecided,
];

export function judgeValidity(input: RuleInput): ValidityRule[] {
  return RULES.map((rule) => {
    const { result, detail } = rule.judge(input);
    return { id: rule.id, title: rule.title, side: input.facts.side, result, detail };
  });
}

/** A side that was planned must be there. */
export function sidesPresent(experiment: Experiment, present: readonly Side[]): ValidityRule {
  const missing = experiment.sides.filter((side) => !present.includes(side));
  return {
    id: 'sides',
    title: 'There is evidence of every side that was planned',
    side: null,
    result: missing.length === 0 && present.length > 0 ? 'pass' : 'fail',
    detail:
      missing.length === 0
        ? `there is evidence of ${present.length === 0 ? 'no side' : present.map((side) => SYSTEMS[side].name).join(' and ')}`
        : `there is no evidence of ${missing.map((side) => SYSTEMS[side].name).join(' and ')}`,
  };
}

/** Both sides must have been offered the same; of a single side there is nothing to compare. */
export function sameLoad(sides: readonly Pick<SideVerdict, 'side' | 'offered' | 'warmUp'>[]): ValidityRule[] {
  if (sides.length < 2) return [];
  const offered = sides.map((side) => side.offered + side.warmUp.offered);
  const words = sides.map(({ side }, index) => `${SYSTEMS[side].name} ${offered[index]}`).join(' and ');
  return [
    {
      id: 'same-load',
      title: 'Both sides were offered the same load',
      side: null,
      result: Math.max(...offered) - Math.min(...offered) <= BOUNDS.offeredApart ? 'pass' : 'fail',
      detail: `${words} orders were offered; they may differ by ${BOUNDS.offeredApart}`,
    },
  ];
}

/** The sentences of the rules that were not met. */
export function invalidBecause(rules: readonly ValidityRule[]): string[] {
  return rules
    .filter(({ result }) => result !== 'pass')
    .map(({ side, detail }) => `${side === null ? '' : `${SYSTEMS[side].name}: `}${detail}.`);
}
