import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readCompose } from './testing/files.ts';

const both = readCompose('compose.yml');
const services = Object.entries(both.services);
const ours = services.filter(([, { image }]) => image === 'two-kitchens');
const secretVolumes = (volumes: readonly string[]) =>
  volumes.filter((volume) => volume.includes('-secrets:'));

describe('compose files, from outside', () => {
  test('only the gateways, Grafana and Prometheus can be reached, and only from this machine', () => {
    const published = services.flatMap(([name, { ports }]) => ports.map((port) => `${name} ${port}`));
    expect(published.sort()).toEqual([
      `ed-gateway 127.0.0.1:\${ED_GATEWAY_PORT:-8082}:8080`,
      `grafana 127.0.0.1:\${GRAFANA_PORT:-3000}:3000`,
      `prometheus 127.0.0.1:\${PROMETHEUS_PORT:-9090}:9090`,
      `rr-gateway 127.0.0.1:\${RR_GATEWAY_PORT:-8081}:8080`,
    ]);
  });

  test.each(services)('%s: an image of one version', (_name, { image }) => {
    expect(image === 'two-kitchens' || /^[a-z./0-9-]+:v?\d+(\.\d+\.\d+)?$/.test(image)).toBe(true);
  });
});

describe('compose files, what a container may', () => {
  test.each(services)('%s: no capability, no new privilege, a bound to its processes', (_name, service) => {
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.pids_limit).toBeGreaterThan(0);
    for (const forbidden of ['privileged', 'cap_add', 'devices', 'pid', 'ipc', 'userns_mode', 'env_file'])
      expect(service).not.toHaveProperty(forbidden);
    expect([undefined, 'none']).toContain(service.network_mode);
  });

  test.each(services)(
    '%s: of the machine it sees files of the project only, and writes none',
    (_name, { volumes }) => {
      const ofMachine = volumes.filter((volume) => /^[./~]/.test(volume));
      for (const volume of ofMachine) expect(volume).toMatch(/^\.\.?\/[a-z0-9/.-]+:[^:]+:ro$/);
    },
  );

  test.each(ours)(
    '%s, of our image: not root, its files read-only, an init to reap and to pass on SIGTERM',
    (_name, service) => {
      expect(service).toMatchObject({ user: 'node', read_only: true, init: true });
    },
  );
});

describe('compose files, secrets', () => {
  test('none is written in a file: a variable of that name says only where it is', () => {
    for (const [name, { environment }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|TOKEN|DATABASE_URL/.test(variable))
          expect(`${name} ${variable}=${value}`).toMatch(/_FILE=\/run\/secrets\/[a-z-]+$/);
        expect(String(value)).not.toMatch(/:\/\/[^/]*@/);
      }
    }
    for (const file of ['compose.rr.yml', 'compose.ed.yml', 'compose/parts.yml', 'compose/observability.yml'])
      expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).not.toMatch(/passwor[dt]\s*[:=]/i);
  });

  test('whoever has some has its own alone, and can not change them', () => {
    for (const [name, { volumes }] of services) {
      if (name.endsWith('secrets')) continue;
      const mounted = secretVolumes(volumes);
      expect(mounted.map((volume) => `${name}: ${volume}`)).toEqual(
        mounted.length === 0 ? [] : [`${name}: ${name}-secrets:/run/secrets:ro`],
      );
    }
  });

  test.each(['rr', 'ed'])(
    '%s: each is made by the one that reaches nobody and runs before its consumer',
    (side) => {
      const consumers = services.filter(
        ([name, { volumes }]) => name.startsWith(`${side}-`) && secretVolumes(volumes).length === 1,
      );
      const maker = both.services[`${side}-secrets`]!;
      expect(maker.network_mode).toBe('none');
      const made = maker.volumes.map((volume) => volume.split(':')[0]);
      for (const [, { volumes }] of consumers)
        expect(made).toContain(secretVolumes(volumes)[0]!.split(':')[0]);
      expect(made.length).toBe(9);
    },
  );
});
