/** Nothing is broken: what both kitchens do on a good day, for the same time and under the same load. */
import { type ScenarioDefinition, USUAL } from './definition.ts';

const identity = {
  name: 'calm',
  title: 'A calm morning',
  hypothesis: 'Nothing is done to either side. Both accept and complete every order in time.',
};

export const calm: ScenarioDefinition = {
  ...identity,
  plan: ({ rate = USUAL.ratePerSecond, faultSeconds = USUAL.seconds.fault }) => ({
    ...identity,
    ...USUAL,
    arms: { rr: 'idempotent' },
    ratePerSecond: rate,
    seconds: { ...USUAL.seconds, fault: faultSeconds },
    faults: [],
    predicts: { rr: { harmful: [], failedChecks: [] }, ed: { harmful: [], failedChecks: [] } },
    sometimes: { rr: ['compensated'], ed: ['compensated'] },
  }),
};
