import { describe, expect, test } from '@jest/globals';
import { type Role, SYSTEMS } from '../../systems.ts';
import type { Build } from '../build.ts';
import { composeOverride } from './override.ts';

const RUN = 'two-kitchens.run=4f1c';
const ROLES: readonly Role[] = [
  'postgres',
  'kafka',
  'gateway',
  'orders',
  'stock',
  'payments',
  'delivery',
  'customers',
  'bank',
];

const override = (side: 'rr' | 'ed', build: Build = {}) =>
  composeOverride({
    system: SYSTEMS[side],
    runLabel: RUN,
    ports: new Map(ROLES.map((role, index) => [role, 21_000 + index])),
    bankControlPort: 22_000,
    volumes: [`${side}-postgres-data`],
    build,
  });

describe('what a run adds to a compose file', () => {
  test('its label is on every container, the network and every volume', () => {
    const { services, networks, volumes } = override('ed');
    expect(Object.keys(services).sort()).toEqual([...ROLES, 'secrets'].map((role) => `ed-${role}`).sort());
    for (const service of Object.values(services))
      expect(service).toMatchObject({ labels: [RUN], restart: 'no' });
    expect(networks).toEqual({ default: { labels: [RUN] } });
    expect(volumes).toEqual({ 'ed-postgres-data': { labels: [RUN] } });
  });

  test('everything is published on loopback only', () => {
    const published = Object.values(override('ed').services).flatMap(({ ports = [] }) => ports as string[]);
    // The bank has two, and the gateway's is set where its compose file asks for it.
    expect(published).toHaveLength(ROLES.length);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('Kafka has a door for who comes from outside, whose address is the one on loopback', () => {
    const { environment, ports } = override('ed').services['ed-kafka']!;
    expect(ports).toEqual(['127.0.0.1:21001:19092']);
    expect(environment).toMatchObject({
      KAFKA_ADVERTISED_LISTENERS: 'CLIENT://ed-kafka:9092,HARNESS://127.0.0.1:21001',
    });
    expect(Object.keys(override('rr').services)).not.toContain('rr-kafka');
  });

  test('a rung and a mutant are told to the services that have a database, and to no other', () => {
    const { services } = override('rr', { arm: 'naive', mutants: ['forgetful'] });
    expect(services['rr-orders']).toMatchObject({
      environment: { ARM: 'naive', MUTANT: 'forgetful', ALLOW_TEST_SWITCHES: 'yes' },
    });
    expect(services['rr-bank']).toMatchObject({ environment: {} });
  });
});
