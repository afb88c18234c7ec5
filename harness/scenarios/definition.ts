/** A scenario before it is planned: what a person chooses from, and what the choice leaves open. */
import type { Side } from '../evidence/records.ts';
import type { Scenario } from './scenario.ts';

export type Choices = {
  seed: number;
  rate?: number;
  faultSeconds?: number;
  instances?: number;
  /** Rungs that are chosen in place of the scenario's, or the lowest of those that it is to be run on. */
  arm?: Partial<Record<Side, string>>;
};

export type ScenarioDefinition = {
  name: string;
  title: string;
  /** Ids of the claims that it tests. */
  claims: readonly string[];
  /**
   * The scenario with everything decided.
   * @throws {LabError} 64 when its fault timeline does not fit what was chosen
   */
  plan(choices: Choices): Scenario;
};

/** What scenarios have in common unless they say otherwise. */
export const USUAL = {
  ratePerSecond: 100,
  instances: 1,
  deadlineMs: 2_000,
  clientTimeoutMs: 5_000,
  baselineP95Ms: 1_000,
  seconds: { warmUp: 5, baseline: 10, fault: 10, recovery: 15, drainAtMost: 30 },
} as const;
