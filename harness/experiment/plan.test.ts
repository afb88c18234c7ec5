import { describe, expect, test } from '@jest/globals';
import { experimentSchema } from '../scenarios/scenario.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { commandToRepeat, planExperiment } from './plan.ts';

const arms = { rr: 'naive', ed: 'outbox' };
const scenarioName = 'payments-outage';
const scenario = scenarioNamed('payments-outage').plan({ seed: 7, rate: 150, faultSeconds: 5 });

describe('commandToRepeat', () => {
  test('spells out every choice, defaults among them', () => {
    expect(
      commandToRepeat({ scenario, scenarioName, seed: 7, sides: ['rr', 'ed'], runtime: 'local', arms }),
    ).toBe(
      './lab compare payments-outage --rate 150 --seed 7 --fault-seconds 5 --instances 1 --side both --arm rr=naive --arm ed=outbox --runtime local',
    );
  });

  test('names the file of a scenario as the shell needs it', () => {
    const chosen = { scenario, seed: 7, sides: ['rr'], runtime: 'local', arms } as const;
    expect(commandToRepeat({ ...chosen, scenarioName: "my faults/anna's.yaml" })).toMatch(
      /^\.\/lab compare 'my faults\/anna'\\''s\.yaml' --rate/,
    );
  });

  test('names the one side that is run, and where', () => {
    expect(
      commandToRepeat({ scenario, scenarioName, seed: 7, sides: ['ed'], runtime: 'compose', arms }),
    ).toMatch(/--side ed --arm ed=outbox --runtime compose$/);
  });

  test('names the mutants, each once', () => {
    const chosen = { scenario, scenarioName, seed: 7, sides: ['rr', 'ed'], runtime: 'local', arms } as const;
    const mutants = { rr: ['no-compensation'], ed: ['no-compensation', 'no-inbox'] };
    expect(commandToRepeat({ ...chosen, mutants })).toMatch(
      / --runtime local --mutant no-compensation no-inbox$/,
    );
  });
});

const choices = {
  scenario,
  seed: 7,
  sides: ['rr'],
  runtime: 'local',
  folder: '/runs/2026-11-21T10-15-00-payments-outage',
} as const;

test('planExperiment gives what the schema of experiment.json asks for, named after its folder', async () => {
  const plan = await planExperiment(choices);
  expect(experimentSchema.parse(plan)).toEqual(plan);
  expect(plan).toMatchObject({ run: '2026-11-21T10-15-00-payments-outage', sides: ['rr'], seed: 7 });
  expect(plan.settings).toHaveProperty(['event-driven: relays', 'ordersLingerMs'], expect.any(Number));
  expect(Object.keys(plan.versions)).toEqual(
    expect.arrayContaining(['Node.js', 'Kafka', 'PostgreSQL', 'k6', 'kafkajs']),
  );
});

test('a scenario that breaks a hop: the plan says which Toxiproxy all of them go through', async () => {
  const slow = { fault: 'slow', role: 'payments', to: 'bank', afterSeconds: 0, forSeconds: 5 } as const;
  const plan = await planExperiment({ ...choices, scenario: { ...scenario, faults: [slow] } });
  expect(plan.settings.hops).toEqual({ toxiproxy: plan.versions.Toxiproxy });
  expect((await planExperiment({ ...choices, scenario })).settings).not.toHaveProperty('hops');
});

test('breakers that are set otherwise are among the settings', async () => {
  const breaker = { timeoutMs: 60, errorPercent: 20 };
  const { settings } = await planExperiment({ ...choices, scenario: { ...scenario, breaker } });
  expect(settings['request-response: circuit breakers']).toMatchObject({
    ...{ attemptTimeoutMs: 60, volumeThreshold: 10, errorThresholdPercentage: 20 },
  });
});

test('planExperiment has the versions of Prometheus and Grafana when they run beside it, and only then', async () => {
  for (const observed of [false, true]) {
    const names = Object.keys((await planExperiment({ ...choices, observed })).versions);
    expect(names.filter((name) => /Prometheus|Grafana/.test(name))).toHaveLength(observed ? 2 : 0);
  }
});
