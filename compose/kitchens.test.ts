import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { KAFKA_SETTINGS } from '../harness/runtimes/kafka/settings.ts';
import { POSTGRES_SETTINGS } from '../harness/runtimes/postgres/settings.ts';
import { SIDES, SYSTEMS } from '../harness/systems.ts';
import { DATABASES } from './secrets/secrets.ts';
import { readCompose, type Service } from './testing/files.ts';

const both = readCompose('compose.yml');
const services = Object.entries(both.services);
const stays = ([, { restart, profiles }]: [string, Service]) => restart !== 'no' && profiles === undefined;
const MIB = 1024 * 1024;
const bytes = (limit = '0') => Number.parseInt(limit, 10) * (limit.endsWith('g') ? 1024 * MIB : MIB);

/** Of a service what does not depend on its side; its command, its address and whom it calls do. */
function alike({ command, ports, labels, depends_on, environment, volumes, ...rest }: Service) {
  const { KAFKA_BROKERS, KAFKA_ADVERTISED_LISTENERS, K6_TAGS, LOAD_SETTINGS, ...settings } = environment;
  return {
    ...rest,
    environment: Object.entries(settings).filter(([name]) => !name.endsWith('_URL')),
    volumes: volumes.map((volume) => volume.replace(/^(rr|ed)-|(?<=\/)(rr|ed)(?=\.json)/, '')),
  };
}

describe('compose files, both kitchens', () => {
  test.each(['compose.rr.yml', 'compose.ed.yml'])(
    '%s alone: a part of both, with all that it needs',
    (file) => {
      const alone = readCompose(file);
      for (const [name, service] of Object.entries(alone.services)) {
        expect(service).toEqual(both.services[name]);
        for (const needed of Object.keys(service.depends_on)) expect(alone.services).toHaveProperty([needed]);
        for (const volume of service.volumes.filter((each) => /^[a-z]/.test(each)))
          expect(alone.volumes).toHaveProperty([volume.split(':')[0]!]);
      }
    },
  );

  test.each(SIDES.map((side) => SYSTEMS[side]))(
    '$side: every service runs its entry and is told whom to call',
    ({ side, services: described }) => {
      for (const { role, entry, calls, database, kafka } of described) {
        const { command, environment, labels } = both.services[`${side}-${role}`]!;
        expect(command).toBe(`node ${entry}`);
        expect(labels).toEqual({ 'two-kitchens.side': side, 'two-kitchens.role': role });
        // The bank is behind Toxiproxy, in both kitchens.
        const urls = calls.map((other) => [
          `${other.toUpperCase()}_URL`,
          `http://${side}-${other === 'bank' ? 'toxiproxy' : other}:8080`,
        ]);
        const given = Object.entries(environment).filter(([name]) => name.endsWith('_URL'));
        expect(Object.fromEntries(given)).toEqual(Object.fromEntries(urls));
        expect(environment.DATABASE_URL_FILE !== undefined).toBe(database);
        expect(environment.KAFKA_BROKERS !== undefined).toBe(kafka);
        expect((DATABASES as readonly string[]).includes(role)).toBe(database);
      }
    },
  );

  test('a role is the same on both sides: its limits, its rights, its check, its volumes', () => {
    const rolesOf = (side: string) =>
      new Map(
        services.filter(([name]) => name.startsWith(`${side}-`)).map(([name, each]) => [name.slice(3), each]),
      );
    const [rr, ed] = [rolesOf('rr'), rolesOf('ed')];
    expect([...ed.keys()].filter((role) => !rr.has(role))).toEqual(['kafka', 'topics', 'lag']);
    for (const [role, service] of rr)
      expect({ role, ...alike(ed.get(role)!) }).toEqual({ role, ...alike(service) });
  });

  test('whoever stays is checked, restarted after a crash, and has limits; all of both fit in 4 GiB', () => {
    const staying = services.filter(stays);
    expect(staying.length).toBe(9 + 11 + 2);
    for (const [name, service] of staying) {
      expect({ name, restart: service.restart }).toEqual({ name, restart: 'on-failure' });
      expect(service.healthcheck?.test[0]).toBe('CMD');
      expect(service.cpus).toBeGreaterThan(0);
      expect(bytes(service.mem_limit)).toBeGreaterThan(0);
      expect(service.memswap_limit).toBe(service.mem_limit);
    }
    const total = staying.reduce((sum, [, { mem_limit }]) => sum + bytes(mem_limit), 0);
    expect(total / MIB).toBeLessThanOrEqual(4 * 1024);
  });

  test('whoever ends is waited for until it has done its work, or comes with the load', () => {
    const waitedFor = services.flatMap(([, { depends_on }]) =>
      Object.entries(depends_on)
        .filter(([, { condition }]) => condition === 'service_completed_successfully')
        .map(([name]) => name),
    );
    for (const [name, service] of services.filter((each) => !stays(each)))
      expect({ name, waitedFor: waitedFor.includes(name) || service.profiles?.includes('load') }).toEqual({
        name,
        waitedFor: true,
      });
    for (const [name, { depends_on }] of services)
      for (const [needed, { condition }] of Object.entries(depends_on))
        expect(`${name} waits for ${needed}: ${condition}`).toContain(
          stays([needed, both.services[needed]!]) ? 'service_healthy' : 'service_completed_successfully',
        );
  });

  test('a service of ours gets 5 s to end', () => {
    const staying = services.filter(stays).filter(([, { image }]) => image === 'two-kitchens');
    for (const [, service] of staying) expect(service.stop_grace_period).toBe('5s');
  });

  test('every container and every volume is labelled as ours', () => {
    for (const [, { labels }] of [...services, ...Object.entries(both.volumes)])
      expect(labels).toEqual({
        'two-kitchens.side': expect.stringMatching(/^(rr|ed|both)$/),
        'two-kitchens.role': expect.stringMatching(/^[a-z0-9-]+$/),
      });
  });
});

describe('compose files, as the local runtime has it', () => {
  test('Kafka: the same settings', () => {
    const { environment } = both.services['ed-kafka']!;
    for (const [name, value] of Object.entries(KAFKA_SETTINGS))
      expect([name, String(environment[`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`])]).toEqual([
        name,
        String(value),
      ]);
  });

  test('PostgreSQL: the same settings', () => {
    const expected = Object.entries(POSTGRES_SETTINGS).map(([name, value]) => `-c${name}=${value}`);
    for (const side of SIDES)
      expect(both.services[`${side}-postgres`]!.command).toEqual(['postgres', ...expected]);
  });

  test('Prometheus: its targets are containers, and every service of ours is one', () => {
    const file = join(import.meta.dirname, '..', 'dashboards', 'prometheus', 'targets', 'compose.json');
    const targets = (JSON.parse(readFileSync(file, 'utf8')) as { targets: string[] }[]).flatMap(
      (each) => each.targets,
    );
    const staying = services.filter(stays).filter(([, { image }]) => image === 'two-kitchens');
    expect(targets.sort()).toEqual(staying.map(([name]) => `${name}:8080`).sort());
  });
});
