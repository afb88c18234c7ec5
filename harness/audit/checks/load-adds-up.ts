/**
 * Check 11: what k6 says that it started and dropped is no more than was offered by the plan, but for one order at the
 * end of the load; started = accepted + refused + unknown (by the operations), each with a key of its own.
 * What k6 did not come to, on a machine that is too busy, was offered and not started like what it counts as dropped.
 * That is no fault of a kitchen: whether too much of it makes the run worthless is asked by the rule `load-delivered`.
 */
import { BOUNDS } from '../validity/bounds.ts';
import type { Check } from './check.ts';

export const loadAddsUp: Check = {
  id: '11-load-adds-up',
  title: 'What was started was offered, has an outcome, and has a key of its own',
  appliesTo: () => true,
  look({ facts }, findings) {
    const { offered, started, dropped } = facts.run.load;
    const outcomes = { accepted: 0, refused: 0, unknown: 0, 'not-started': 0 };
    for (const intent of facts.clients.intents) outcomes[intent.outcome] += 1;
    const recorded = outcomes.accepted + outcomes.refused + outcomes.unknown;
    findings.examined = recorded;

    const mustBeEqual = (what: string, one: number, other: number): void => {
      if (one !== other) findings.violation(`${what}: ${one} is not ${other}`);
    };
    if (started + dropped - offered > BOUNDS.offeredApart) {
      findings.violation(
        `started + dropped: ${started + dropped} is more than the ${offered} that were offered`,
      );
    }
    mustBeEqual('started = accepted + refused + unknown', started, recorded);
    mustBeEqual('operations = Idempotency-Keys', facts.clients.placed, recorded);
  },
};
