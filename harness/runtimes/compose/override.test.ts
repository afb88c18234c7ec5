import { describe, expect, test } from '@jest/globals';
import type { Side } from '../../evidence/records.ts';
import { type Role, type RoleInstance, SYSTEMS, waysOf } from '../../systems.ts';
import type { Build } from '../build.ts';
import { composeOverride, insideOf, type OverrideOptions } from './override.ts';

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

const override = (
  side: 'rr' | 'ed',
  build: Build = {},
  hops?: OverrideOptions['hops'],
  more: Partial<OverrideOptions> = {},
) =>
  composeOverride({
    system: SYSTEMS[side],
    runLabel: RUN,
    ports: new Map(ROLES.map((role, index) => [role, 21_000 + index])),
    instances: 1,
    composeFile: `compose.${side}.yml`,
    bankControlPort: 22_000,
    volumes: [`${side}-postgres-data`],
    build,
    hops,
    ...more,
  });

function hopsIn(side: Side, instances: number): NonNullable<OverrideOptions['hops']> {
  const planned = waysOf(SYSTEMS[side], instances).map((way, index) => ({
    ...way,
    port: 23_000 + index,
    brokerPort: way.to === 'kafka' ? 24_000 + index : undefined,
  }));
  const port = (from: Role, to: RoleInstance) =>
    planned.find((way) => way.from === from && way.to === to)!.port;
  return { apiPort: 25_000, planned, port };
}

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

  test('breakers that are set otherwise are told to them, too', () => {
    const { services } = override('rr', { breaker: { timeoutMs: 60 } });
    expect(services['rr-orders']).toMatchObject({
      environment: { BREAKER_TIMEOUT_MS: '60', ALLOW_TEST_SWITCHES: 'yes' },
    });
    expect(services['rr-bank']).not.toHaveProperty(['environment', 'BREAKER_TIMEOUT_MS']);
  });

  test('a rung and a mutant are told to the services that have a database, and to no other', () => {
    const { services } = override('rr', { arm: 'naive', mutants: ['forgetful'] });
    expect(services['rr-orders']).toMatchObject({
      environment: { ARM: 'naive', MUTANT: 'forgetful', ALLOW_TEST_SWITCHES: 'yes' },
    });
    expect(services['rr-bank']).toMatchObject({ environment: {} });
  });
});

describe('a kitchen with two of each service', () => {
  const instances: RoleInstance[] = [
    ...ROLES,
    'orders@2',
    'stock@2',
    'payments@2',
    'delivery@2',
    'customers@2',
  ];
  const ports = new Map(instances.map((instance, index) => [instance, 21_000 + index]));
  const { services } = override('rr', { arm: 'naive' }, undefined, { instances: 2, ports });

  test('the second is made as the first in the compose file, with an address and a number of its own', () => {
    expect(services['rr-payments-2']).toEqual({
      ...services['rr-payments'],
      extends: { file: 'compose.rr.yml', service: 'rr-payments' },
      ports: ['127.0.0.1:21011:8080'],
      environment: { BANK_URL: 'http://rr-bank:8080', INSTANCE: '2', ARM: 'naive' },
    });
    expect(Object.keys(services)).not.toContain('rr-gateway-2');
    expect(Object.keys(services)).not.toContain('rr-bank-2');
  });

  test('whoever calls others is told all of them, and PostgreSQL takes connections of all', () => {
    expect(services['rr-delivery']!.environment).toMatchObject({
      CUSTOMERS_URL: 'http://rr-customers:8080,http://rr-customers-2:8080',
    });
    expect(services['rr-gateway']!.environment).toMatchObject({
      ORDERS_URL: 'http://rr-orders:8080,http://rr-orders-2:8080',
    });
    expect(services['rr-postgres']!.command).toContain('-cmax_connections=240');
    expect(override('rr').services['rr-postgres']).not.toHaveProperty('command');
  });

  test('through proxies: each has one of its own, and who calls them is told all of these', () => {
    const hops = hopsIn('rr', 2);
    const { planned } = hops;
    const { environment } = override('rr', {}, hops, { instances: 2, ports }).services['rr-orders-2'] as {
      environment: Record<string, string>;
    };
    const toPayments = planned.filter(({ from, to }) => from === 'orders' && to.startsWith('payments'));
    expect(toPayments.map((hop) => insideOf(SYSTEMS.rr, hop))).toEqual([
      'rr-payments:8080',
      'rr-payments-2:8080',
    ]);
    expect(environment.PAYMENTS_URL).toBe(
      toPayments.map(({ port }) => `http://rr-toxiproxy:${port}`).join(','),
    );
    expect(environment).not.toHaveProperty('KAFKA_BROKERS');
  });
});

describe('a kitchen whose hops go through proxies', () => {
  const hops = hopsIn('ed', 1);
  const { planned, port: portOf } = hops;
  const { services } = override('ed', {}, hops);

  test('its Toxiproxy carries the label, and is published on loopback only', () => {
    const { labels, ports, command } = services['ed-toxiproxy']!;
    expect(labels).toEqual([RUN]);
    expect(command).toEqual(['-host=0.0.0.0', '-port=25000']);
    expect(ports).toHaveLength(1 + planned.length);
    for (const port of ports as string[]) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    expect(Object.keys(override('ed').services)).not.toContain('ed-toxiproxy');
  });

  test('each service goes to its proxies: to the others, to the broker, and by its secret to its database', () => {
    expect(services['ed-payments']!.environment).toEqual({
      INSTANCE: '1',
      BANK_URL: `http://ed-toxiproxy:${portOf('payments', 'bank')}`,
      KAFKA_BROKERS: `ed-toxiproxy:${portOf('payments', 'kafka')}`,
    });
    const command = services['ed-secrets']!.command as string[];
    expect(command.slice(0, 4)).toEqual(['node', 'compose/secrets/main.ts', 'kitchen', 'ed-postgres']);
    expect(command.slice(4)).toContain(`stock=ed-toxiproxy:${portOf('stock', 'postgres')}`);
    expect(override('ed').services['ed-secrets']).not.toHaveProperty('command');
  });

  test('Kafka tells each client that it is at its proxy, which goes to a listener of its own', () => {
    const { environment } = services['ed-kafka'] as { environment: Record<string, string> };
    const hop = planned.find(({ from, to }) => from === 'stock' && to === 'kafka')!;
    expect(environment.KAFKA_LISTENERS).toContain(`,DOOR_STOCK://:${hop.brokerPort}`);
    expect(environment.KAFKA_ADVERTISED_LISTENERS).toContain(`,DOOR_STOCK://ed-toxiproxy:${hop.port}`);
    expect(insideOf(SYSTEMS.ed, hop)).toBe(`ed-kafka:${hop.brokerPort}`);
    expect(insideOf(SYSTEMS.ed, { from: 'stock', to: 'postgres', port: 1, brokerPort: undefined })).toBe(
      'ed-postgres:5432',
    );
  });
});
