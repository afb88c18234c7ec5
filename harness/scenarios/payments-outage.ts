/** Payments is killed in the middle of the breakfast rush, and comes back after a while. */
import { type ScenarioDefinition, USUAL } from './definition.ts';

const identity = {
  name: 'payments-outage',
  title: 'Payments killed under load',
  hypothesis:
    'Request-response refuses orders while payments are down, at once and without harm. Event-driven accepts them all and completes them after payments are back. Neither loses, doubles or half-finishes an order.',
};

export const paymentsOutage: ScenarioDefinition = {
  ...identity,
  plan: ({ rate = USUAL.ratePerSecond, faultSeconds = USUAL.seconds.fault }) => ({
    ...identity,
    ...USUAL,
    arms: { rr: 'idempotent' },
    ratePerSecond: rate,
    seconds: { ...USUAL.seconds, fault: faultSeconds },
    faults: [{ fault: 'kill', role: 'payments', afterSeconds: 0, forSeconds: faultSeconds }],
    predicts: { rr: { harmful: [], failedChecks: [] }, ed: { harmful: [], failedChecks: [] } },
    sometimes: { rr: ['breaker-opened', 'refused', 'compensated'], ed: ['backlog-grew', 'compensated'] },
  }),
};
