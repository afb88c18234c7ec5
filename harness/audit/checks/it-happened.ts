/**
 * Check 12, "sometimes": what the scenario is about did happen. If it did not, the run proved nothing. Only what came
 * after the fault began counts: a compensation of the warm-up says nothing about the fault. What can't happen on a rung of
 * the ladder is not asked of it, and the verdict says so.
 */
import type { Happening } from '../../scenarios/scenario.ts';
import type { SideFacts } from '../fold/fold.ts';
import type { Intent } from '../fold/intents.ts';
import { whyNever } from '../fold/traces.ts';
import { backlogChanges, highest } from '../numbers/backlog.ts';
import type { Check } from './check.ts';

const since = (facts: SideFacts, atMs: number | null): boolean =>
  atMs !== null && atMs >= facts.run.phases.faultStartMs;

const HAPPENED: Record<Happening, { whether: string; ifNot: string; happened(facts: SideFacts): boolean }> = {
  'breaker-opened': {
    whether: 'a circuit breaker opened',
    ifNot: 'no circuit breaker opened after the fault began',
    happened: (facts) => facts.breakers.some(({ to, atMs }) => to === 'open' && since(facts, atMs)),
  },
  compensated: {
    whether: 'something was undone',
    ifNot: 'no reservation was released and no payment refunded after the fault began',
    happened: (facts) => [...facts.orders.values()].some(({ lastUndoneMs }) => since(facts, lastUndoneMs)),
  },
  redelivered: {
    whether: 'something came twice',
    ifNot:
      'after the fault began, no message was in a topic twice, and the bank was never asked again for a charge that it had decided',
    happened: (facts) =>
      since(facts, facts.messages.lastRepeatedMs) ||
      [...facts.orders.values()].some(({ askedAgainMs }) => since(facts, askedAgainMs)),
  },
  refused: {
    whether: 'an order was refused',
    ifNot: 'after the fault began, no order was refused with a 5xx or left without an answer',
    happened: (facts) =>
      facts.clients.intents.some((intent) => since(facts, intent.answeredMs) && failed(intent)),
  },
  'backlog-grew': {
    whether: 'the backlog grew',
    ifNot: 'the backlog never grew by a second of load',
    happened: (facts) => {
      const { baselineStartMs, faultStartMs, drainEndMs } = facts.run.phases;
      const backlog = backlogChanges(facts.orders.values());
      const before = highest(backlog, baselineStartMs, faultStartMs);
      return highest(backlog, faultStartMs, drainEndMs) >= before + facts.run.load.ratePerSecond;
    },
  },
};

/** A 4xx is the business's no, or the client's mistake: no fault is needed for it. */
const failed = ({ outcome, status }: Intent): boolean =>
  outcome === 'unknown' || (outcome === 'refused' && status >= 500);

const wanted = ({ experiment, side }: SideFacts): readonly Happening[] => experiment.scenario.sometimes[side];

const whyNot = ({ experiment, side, run }: SideFacts, event: Happening): string | undefined =>
  whyNever({ side, arm: run.arm, faults: experiment.scenario.faults }, event);

const asked = (facts: SideFacts): Happening[] =>
  wanted(facts).filter((event) => whyNot(facts, event) === undefined);

/** What the scenario wants and was not asked of this rung, and why; in a sentence each. */
export const notAsked = (facts: SideFacts): string[] =>
  wanted(facts).flatMap((event) => {
    const because = whyNot(facts, event);
    if (because === undefined) return [];
    return [`on the rung ${facts.run.arm} it was not asked whether ${HAPPENED[event].whether}: ${because}`];
  });

export const itHappened: Check = {
  id: '12-it-happened',
  title: 'What the scenario is about did happen',
  appliesTo: (facts) => asked(facts).length > 0,
  look({ facts }, findings) {
    for (const event of asked(facts)) {
      findings.examined += 1;
      const { ifNot, happened } = HAPPENED[event];
      if (!happened(facts)) findings.unknown(ifNot);
    }
    for (const sentence of notAsked(facts)) findings.note(sentence);
  },
};
