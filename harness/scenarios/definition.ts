/** A scenario before it is planned: what a person chooses from, and what the choice leaves open. */
import type { Scenario } from './scenario.ts';

export type Choices = { seed: number; rate?: number; faultSeconds?: number };

export type ScenarioDefinition = {
  name: string;
  title: string;
  /** The claim that it tests, and what each side is expected to do. */
  hypothesis: string;
  /** The scenario with everything decided. */
  plan(choices: Choices): Scenario;
};

/** What scenarios have in common unless they say otherwise. */
export const USUAL = {
  ratePerSecond: 100,
  deadlineMs: 2_000,
  clientTimeoutMs: 5_000,
  baselineP95Ms: 1_000,
  seconds: { warmUp: 5, baseline: 10, fault: 10, recovery: 15, drainAtMost: 30 },
} as const;
