/** Check 12, "sometimes": what the scenario is about did happen. If it did not, the run proved nothing. */

import type { Scenario } from '../../scenarios/scenario.ts';
import type { SideFacts } from '../fold/fold.ts';
import { backlogChanges, highest } from '../numbers/backlog.ts';
import type { Check } from './check.ts';

type Event = NonNullable<Scenario['sometimes']['rr']>[number];

const HAPPENED: Record<Event, { ifNot: string; happened(facts: SideFacts): boolean }> = {
  'breaker-opened': {
    ifNot: 'no circuit breaker opened during the load',
    happened: ({ breakers, run }) =>
      breakers.some(({ to, atMs }) => to === 'open' && atMs >= run.phases.loadStartMs),
  },
  compensated: {
    ifNot: 'no reservation was released and no payment refunded',
    happened: ({ orders }) =>
      [...orders.values()].some((order) => order.released > 0 || order.refundedRows > 0 || order.refunds > 0),
  },
  redelivered: {
    ifNot: 'no message was in a topic twice, and the bank was never asked twice for a charge',
    happened: ({ messages, orders }) =>
      messages.repeated > 0 || [...orders.values()].some((order) => order.replays > 0),
  },
  refused: {
    ifNot: 'no order was refused',
    happened: ({ clients }) => clients.intents.some(({ outcome }) => outcome === 'refused'),
  },
  'backlog-grew': {
    ifNot: 'the backlog never grew by a second of load',
    happened: (facts) => {
      const { baselineStartMs, faultStartMs, drainEndMs } = facts.run.phases;
      const backlog = backlogChanges(facts.orders.values());
      const before = highest(backlog, baselineStartMs, faultStartMs);
      return highest(backlog, faultStartMs, drainEndMs) >= before + facts.run.load.ratePerSecond;
    },
  },
};

const wanted = ({ experiment, side }: SideFacts): readonly Event[] =>
  experiment.scenario.sometimes[side] ?? [];

export const itHappened: Check = {
  id: '12-it-happened',
  title: 'What the scenario is about did happen',
  appliesTo: (facts) => wanted(facts).length > 0,
  look({ facts }, findings) {
    for (const event of wanted(facts)) {
      findings.examined += 1;
      const { ifNot, happened } = HAPPENED[event];
      if (!happened(facts)) findings.unknown(ifNot);
    }
  },
};
