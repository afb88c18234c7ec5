/** What a test may ask of the made-up run, and the plan of it. */
import type { Bucket } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';
import type { Experiment } from '../../scenarios/scenario.ts';

export type SampleOptions = {
  sides?: Side[];
  ratePerSecond?: number;
  /** Seconds of recovery: makes a run as long as wanted. */
  recoverySeconds?: number;
  fault?: boolean;
  valid?: boolean;
  mutants?: string[];
  /** Harmful orders on the request side, by bucket. */
  harmful?: Partial<Record<Bucket, number>>;
  /** Put into every name and text that could come from outside. */
  text?: string;
};

export const START_MS = Date.UTC(2026, 10, 21, 10, 15, 0);
export const WARM_UP = 5;
export const BASELINE = 10;
export const FAULT = 10;

export function experimentOf(options: SampleOptions, sides: Side[]): Experiment {
  const text = options.text ?? '';
  const faultFree = options.fault === false;
  return {
    schema: 1,
    run: `2026-11-21T10-15-00-${faultFree ? 'calm' : 'payments-outage'}`,
    createdAtMs: START_MS,
    command: `./lab compare --rate ${options.ratePerSecond ?? 100} --seed 7${text}`,
    scenario: {
      name: faultFree ? 'calm' : 'payments-outage',
      title: `${faultFree ? 'A calm morning' : 'Payments is killed'}${text}`,
      hypothesis: `While payments is dead, request-response refuses orders at once and harms nobody; event-driven accepts all and completes them after the heal.${text}`,
      ratePerSecond: options.ratePerSecond ?? 100,
      deadlineMs: 2000,
      clientTimeoutMs: 5000,
      seconds: {
        warmUp: WARM_UP,
        baseline: BASELINE,
        fault: FAULT,
        recovery: options.recoverySeconds ?? 10,
        drainAtMost: 30,
      },
      faults: faultFree ? [] : [{ fault: 'kill', role: 'payments', afterSeconds: 0, forSeconds: FAULT }],
      baselineP95Ms: 500,
      predicts: { rr: { harmful: [], failedChecks: [] }, ed: { harmful: [], failedChecks: [] } },
      sometimes: { rr: ['breaker-opened', 'refused'], ed: ['backlog-grew'] },
    },
    seed: 7,
    sides,
    arms: { rr: 'idempotent', ed: 'outbox' },
    runtime: 'local',
    versions: {
      'two-kitchens': '0.1.0',
      node: '24.21.0',
      kafka: '4.3.1',
      postgres: '18.4',
      k6: '2.2.0',
      kafkajs: '2.2.4',
      opossum: '10.0.0',
    },
    machine: { cpus: 2, model: `Example CPU @ 2.5 GHz${text}`, memoryGb: 24, system: 'Linux 6.1' },
    settings: {
      breaker: { timeoutMs: 1000, volumeThreshold: 10, resetTimeoutMs: 1000 },
      kafka: { 'group.initial.rebalance.delay.ms': 0, 'broker.session.timeout.ms': 1500 },
      postgres: { synchronous_commit: 'on', fsync: true },
    },
  };
}
