/**
 * Check 11: offered (by the plan) = started + dropped (by k6), but for one order at the end of the load; started =
 * accepted + refused + unknown (by the operations); the ledger holds them all.
 */
import { BOUNDS } from '../validity/bounds.ts';
import type { Check } from './check.ts';

export const loadAddsUp: Check = {
  id: '11-load-adds-up',
  title:
    'What was offered was started or dropped, what was started has an outcome, and the ledger holds all of it',
  appliesTo: () => true,
  look({ facts, ledger }, findings) {
    const { offered, started, dropped } = facts.run.load;
    const outcomes = { accepted: 0, refused: 0, unknown: 0, 'not-started': 0 };
    for (const intent of facts.clients.intents) outcomes[intent.outcome] += 1;
    const recorded = outcomes.accepted + outcomes.refused + outcomes.unknown;
    findings.examined = recorded;

    const mustBeEqual = (what: string, one: number, other: number): void => {
      if (one !== other) findings.violation(`${what}: ${one} is not ${other}`);
    };
    const apart = Math.abs(offered - started - dropped);
    if (apart > BOUNDS.offeredApart) mustBeEqual('offered = started + dropped', offered, started + dropped);
    mustBeEqual('started = accepted + refused + unknown', started, recorded);
    mustBeEqual('operations = Idempotency-Keys', facts.clients.placed, recorded);
    const total = Math.max(offered, recorded) + facts.phantoms.length;
    mustBeEqual('lines of the ledger = offered + phantoms', ledger.length, total);
  },
};
