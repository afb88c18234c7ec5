/** A planned experiment for tests: a short calm one; a test adds what it is about. */
import type { Side } from '../../evidence/records.ts';
import type { Experiment } from '../../scenarios/scenario.ts';

export function experimentOf(sides: Side[]): Experiment {
  return {
    schema: 1,
    run: 'a-run',
    createdAtMs: 1_700_000_000_000,
    command: './lab compare',
    scenario: {
      name: 'calm',
      title: 'Calm',
      hypothesis: 'Nothing happens.',
      ratePerSecond: 100,
      deadlineMs: 2_000,
      clientTimeoutMs: 2_000,
      seconds: { warmUp: 1, baseline: 3, fault: 2, recovery: 4, drainAtMost: 10 },
      faults: [],
      baselineP95Ms: 500,
      predicts: {
        rr: { harmful: [], failedChecks: [] },
        ed: { harmful: [], failedChecks: [] },
      },
      sometimes: { rr: [], ed: [] },
    },
    seed: 1,
    sides,
    arms: { rr: 'idempotent', ed: 'outbox' },
    runtime: 'local',
    versions: {},
    machine: { cpus: 2, model: 'a machine', memoryGb: 8, system: 'linux' },
    settings: {},
  };
}
