/** The shortest scenarios that can expose a mutant: what the mutants are run through, and the clean kitchens, too. */
import type { Side } from '../../evidence/records.ts';
import { FAULTS } from '../../faults/faults.ts';
import { whyNot } from '../../faults/possible.ts';
import { USUAL } from '../../scenarios/definition.ts';
import type { PlannedFault, Scenario } from '../../scenarios/scenario.ts';
import { ROLES } from '../../systems.ts';

const kill = (role: PlannedFault['role'], afterSeconds: number, forSeconds: number): PlannedFault => ({
  ...{ fault: 'kill', role, afterSeconds, forSeconds },
});

/** A few seconds in which everything happens that most of the mutants can not stand. */
export const ROUGH_MORNING: Scenario = {
  name: 'rough-morning',
  title: 'A rough morning',
  hypothesis:
    'Whatever happens in these few seconds: a kitchen as it is meant to be stands it, and no mutant does.',
  ...USUAL,
  arms: { rr: 'idempotent' },
  ratePerSecond: 40,
  seconds: { warmUp: 1, baseline: 2, fault: 5, recovery: 1, drainAtMost: 10 },
  faults: [
    // The bank is away: what does not try again, or not with the same key, is found out.
    kill('bank', 0, 0.6),
    { fault: 'bank-slow', role: 'bank', with: { latencyMs: 80 }, afterSeconds: 1.5, forSeconds: 3 },
    {
      ...{ fault: 'bank-forgets-to-answer', role: 'bank', with: { rate: 0.2 } },
      ...{ afterSeconds: 1.5, forSeconds: 3 },
    },
    // Killed in the middle of their work, with messages handled and offsets not yet committed, or the other way round.
    kill('payments', 2.5, 0.3),
    kill('stock', 2.7, 0.3),
    kill('delivery', 2.9, 0.3),
  ],
  predicts: { rr: { harmful: [], failedChecks: [] }, ed: { harmful: [], failedChecks: [] } },
  sometimes: { rr: ['compensated'], ed: ['compensated', 'redelivered'] },
};

/** Mutants that only this fault exposes, instead of those of the rough morning. */
const EXPOSED_BY: Readonly<Record<string, string>> = { 'lossy-dead-letters': 'poison' };

/**
 * The scenario for a mutant of a side.
 * @throws when the fault that exposes it can be done to nothing there
 */
export function scenarioFor(side: Side, mutant: string | null): Scenario {
  const fault = mutant === null ? undefined : EXPOSED_BY[mutant];
  if (fault === undefined) return ROUGH_MORNING;
  return {
    ...ROUGH_MORNING,
    name: `${fault}-morning`,
    title: `A morning with ${fault}`,
    faults: [{ ...soleFault(side, fault), afterSeconds: 0, forSeconds: 1 }],
    sometimes: { rr: [], ed: [] },
  };
}

function soleFault(side: Side, name: string): Pick<PlannedFault, 'fault' | 'role'> {
  const [known, fault] = Object.entries(FAULTS).find(([each]) => each === name) ?? [];
  const role = ROLES.find(
    (each) => fault !== undefined && whyNot(name, fault, { target: { role: each }, side }) === undefined,
  );
  if (known === undefined || role === undefined)
    throw new Error(`There is no fault "${name}" for the side ${side}.`);
  return { fault: known as PlannedFault['fault'], role };
}
