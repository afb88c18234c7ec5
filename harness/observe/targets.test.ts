import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../places.ts';
import { PROMETHEUS_FLAGS } from './prometheus.ts';
import { targetsOf } from './targets.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('Prometheus in containers and beside processes', () => {
  test('the targets of the containers are all services of both kitchens, by the names that compose gives them', () => {
    const written: unknown = JSON.parse(read('dashboards/prometheus/targets/compose.json'));
    const inCompose = (side: 'rr' | 'ed') => targetsOf(side, (service) => `${side}-${service}:8080`);
    expect(written).toEqual([...inCompose('rr'), ...inCompose('ed')]);
  });

  test('of several instances each is a target, and all have the name of their service', () => {
    const payments = targetsOf('rr', (one) => `${one}:1`, 2).filter(
      ({ labels }) => labels.service === 'payments',
    );
    expect(payments.map(({ targets }) => targets[0])).toEqual(['payments:1', 'payments@2:1']);
  });

  test('is started with the same switches', () => {
    const compose = read('compose/observability.yml');
    for (const flag of PROMETHEUS_FLAGS) expect(compose).toContain(flag);
  });
});
