/** The shortest scenarios that can expose a mutant: what the mutants are run through, and the clean kitchens, too. */
import type { Mutant as OfEd } from '../../../event-driven/mutants.ts';
import type { Mutant as OfRr } from '../../../request-response/mutants.ts';
import { USUAL } from '../../scenarios/definition.ts';
import type { PlannedFault, Scenario } from '../../scenarios/scenario.ts';

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
    // The bank is away: what does not try again is found out.
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

/** The bank charges, and whoever pays does not hear of it: they ask once more. */
const lostAnswers: PlannedFault = {
  ...{ fault: 'bank-forgets-to-answer', role: 'bank', with: { rate: 0.3 } },
  ...{ afterSeconds: 0, forSeconds: 4 },
};

/**
 * Mutants that one fault alone exposes, whatever the machine is busy with. The rough morning has no poison, and a bank that
 * is slow to start leaves little time in which it could lose an answer.
 */
const EXPOSED_BY: Readonly<Record<string, PlannedFault>> = {
  'retry-without-key': lostAnswers,
  'no-idempotency-key': lostAnswers,
  'lossy-dead-letters': { fault: 'poison', role: 'orders', afterSeconds: 0, forSeconds: 1 },
} satisfies Partial<Record<OfRr | OfEd, PlannedFault>>;

/** The scenario that can expose a mutant, on every side that has it. */
export function scenarioFor(mutant: string): Scenario {
  const exposing = EXPOSED_BY[mutant];
  if (exposing === undefined) return ROUGH_MORNING;
  return {
    ...ROUGH_MORNING,
    name: `${exposing.fault}-morning`,
    title: `A morning with ${exposing.fault}`,
    faults: [exposing],
    sometimes: { rr: [], ed: [] },
  };
}
