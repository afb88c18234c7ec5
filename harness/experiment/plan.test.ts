import { describe, expect, test } from '@jest/globals';
import { paymentsOutage } from '../scenarios/payments-outage.ts';
import { experimentSchema } from '../scenarios/scenario.ts';
import { commandToRepeat, planExperiment } from './plan.ts';

const scenario = paymentsOutage.plan({ seed: 7, rate: 150, faultSeconds: 5 });

describe('commandToRepeat', () => {
  test('spells out every choice, defaults among them', () => {
    expect(commandToRepeat(scenario, 7, ['rr', 'ed'], 'local')).toBe(
      './lab compare payments-outage --rate 150 --seed 7 --fault-seconds 5 --side both --runtime local',
    );
  });

  test('names the one side that is run, and where', () => {
    expect(commandToRepeat(scenario, 7, ['ed'], 'compose')).toMatch(/--side ed --runtime compose$/);
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

test('planExperiment has the versions of Prometheus and Grafana when they run beside it, and only then', async () => {
  for (const observed of [false, true]) {
    const names = Object.keys((await planExperiment({ ...choices, observed })).versions);
    expect(names.filter((name) => /Prometheus|Grafana/.test(name))).toHaveLength(observed ? 2 : 0);
  }
});
