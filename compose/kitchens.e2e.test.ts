import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../harness/wait-until.ts';
import { DATABASES } from './secrets/secrets.ts';
import { readCompose } from './testing/files.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const STARTS_WITHIN_MS = 600_000;
const BOUND = { timeoutMs: 30_000, everyMs: 200 };

const project = `two-kitchens-test-${process.pid}`;
const services = Object.entries(readCompose('compose.yml').services);
/** What is up: all but Grafana, whose image can't be had everywhere, and the load. */
const wanted = services.filter(([name, { profiles }]) => name !== 'grafana' && profiles === undefined);
const ours = wanted.filter(([, { image, restart }]) => image === 'two-kitchens' && restart !== 'no');

const env = {
  ...process.env,
  COMPOSE_PROJECT_NAME: project,
  // Any free ones.
  ...{ RR_GATEWAY_PORT: '0', ED_GATEWAY_PORT: '0', GRAFANA_PORT: '0', PROMETHEUS_PORT: '0' },
};

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { cwd: ROOT, env, maxBuffer: 2 ** 24 });
  return stdout.trim();
}
const compose = (...args: string[]) => docker('compose', ...args);
const inContainer = (service: string, ...command: string[]) => compose('exec', '-T', service, ...command);
const container = (service: string) => compose('ps', '--all', '--quiet', service);
const stateOf = async (service: string) =>
  JSON.parse(await docker('inspect', '--format', '{{json .State}}', await container(service))) as {
    Status: string;
    ExitCode: number;
    Health?: { Status: string };
  };
const gateway = (side: string) => compose('port', `${side}-gateway`, '8080');
const up = () => compose('up', '--detach', '--wait', ...wanted.map(([name]) => name));

/** The lines of the README that place an order, as they would be pasted. */
function orderLines(side: string, address: string): string {
  const [lines] = /^ {4}KEY=.*\n(?: {4}.+\n)+/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  if (lines === undefined) throw new Error('The README does not say how to place an order in a container.');
  return lines.replaceAll('127.0.0.1:8081', address).replaceAll('rr-', `${side}-`);
}

describe('both kitchens in containers', () => {
  beforeAll(up, STARTS_WITHIN_MS);
  afterAll(async () => {
    await compose('--profile', '*', 'down', '--volumes', '--timeout', '5');
    const left = ['container', 'volume', 'network'].map((kind) =>
      docker(
        kind,
        'ls',
        '--quiet',
        '--filter',
        `label=com.docker.compose.project=${project}`,
        ...(kind === 'container' ? ['--all'] : []),
      ),
    );
    expect(await Promise.all(left)).toEqual(['', '', '']);
  }, STARTS_WITHIN_MS);

  test.each([
    ['compose.rr.yml', 'rr'],
    ['compose.ed.yml', 'ed'],
    ['compose.rr.yml,compose.ed.yml', 'rr|ed'],
    ['compose.ed.yml,compose.rr.yml', 'rr|ed'],
  ])(
    '%s: understood without a warning, with all services of its side and the common ones',
    async (files, side) => {
      const named = files.split(',').flatMap((file) => ['--file', file]);
      const { stdout, stderr } = await run('docker', ['compose', ...named, 'config', '--services'], {
        cwd: ROOT,
        env,
      });
      expect(stderr).toBe('');
      const expected = services.filter(
        ([name, { profiles }]) =>
          !/^(rr|ed)-/.test(name) || (new RegExp(`^(${side})-`).test(name) && profiles === undefined),
      );
      expect(stdout.trim().split('\n').sort()).toEqual(expected.map(([name]) => name).sort());
    },
  );

  test('each container: either healthy, or its work is done', async () => {
    for (const [name, { restart }] of wanted) {
      const { Status, ExitCode, Health } = await stateOf(name);
      const expected =
        restart === 'no' ? { Status: 'exited', ExitCode: 0 } : { Status: 'running', health: 'healthy' };
      expect({ name, Status, ExitCode, health: Health?.Status }).toMatchObject({ name, ...expected });
    }
  });

  test.each(['rr', 'ed'])(
    '%s: an order, placed by the pasted lines of the README, gets confirmed',
    async (side) => {
      const { stdout } = await run(
        'bash',
        ['-euc', `${orderLines(side, await gateway(side))}\necho "$KEY"`],
        { cwd: ROOT, env },
      );
      const answers = stdout.trim().split('\n');
      const order = JSON.parse(answers.at(-2)!) as { orderId: string };
      const confirmed = await waitUntil(async () => {
        const answer = await fetch(`http://${await gateway(side)}/orders/${order.orderId}`, {
          headers: { authorization: `Bearer ${answers.at(-1)}` },
        });
        return ((await answer.json()) as { state: string }).state === 'confirmed';
      }, BOUND);
      expect(confirmed).toBe(true);
    },
  );

  test('a service: reaches its own database and no other', async () => {
    const tries = `
      const { readFileSync } = require('node:fs'), { Client } = require('pg');
      const url = new URL(readFileSync('/run/secrets/database-url', 'utf8'));
      (async () => {
        for (const name of ${JSON.stringify([...DATABASES, 'postgres', 'template1'])}) {
          url.pathname = name;
          const client = new Client(url.href);
          await client.connect().then(() => client.end().then(() => console.log(name)), ({ code }) => {
            if (code !== '42501') console.log(name + ': ' + code);
          });
        }
      })();`;
    for (const name of DATABASES) {
      expect(await inContainer(`rr-${name}`, 'node', '-e', tries)).toBe(name);
    }
  });

  test('a container: sees its own secrets only, and writes nowhere but where it must', async () => {
    const secrets: Record<string, string> = { gateway: 'gateway-key-secret', bank: 'bank-control-token' };
    for (const [name, { volumes }] of ours) {
      const role = name.slice(3);
      const expected = role === 'lag' ? '' : (secrets[role] ?? 'database-url');
      const look =
        'cd /; cat /proc/1/status | grep CapBnd; ls /run/secrets 2>/dev/null; find /secrets -type f; for f in /run/secrets /app /tmp; do touch $f/x 2>/dev/null && echo $f can be written; done; true';
      expect([name, await inContainer(name, 'sh', '-c', look)]).toEqual([
        name,
        `CapBnd:\t0000000000000000\n${expected}`.trim(),
      ]);
      expect(volumes.filter((volume) => !volume.endsWith(':ro')).length).toBe(role === 'bank' ? 1 : 0);
    }
  });

  test(
    'up again: the same secrets, and nobody is restarted',
    async () => {
      const before = await inContainer('rr-gateway', 'cat', '/run/secrets/gateway-key-secret');
      const ids = await compose('ps', '--quiet', ...ours.map(([name]) => name));
      await up();
      expect(await inContainer('rr-gateway', 'cat', '/run/secrets/gateway-key-secret')).toBe(before);
      expect(await compose('ps', '--quiet', ...ours.map(([name]) => name))).toBe(ids);
    },
    STARTS_WITHIN_MS,
  );

  test('payments, killed from outside: stays dead; ended by itself: comes back', async () => {
    const id = await container('rr-payments');
    await docker('kill', id);
    expect(await stateOf('rr-payments')).toMatchObject({ Status: 'exited', ExitCode: 137 });
    await docker('start', id);
    expect(
      await waitUntil(async () => (await stateOf('rr-payments')).Health?.Status === 'healthy', BOUND),
    ).toBe(true);
    const crash = `for (const pid of require('node:fs').readdirSync('/proc').filter(Number))
      if (Number(pid) !== 1 && Number(pid) !== process.pid) process.kill(pid, 'SIGKILL')`;
    // The container may be gone before it has told that this was done.
    await inContainer('rr-payments', 'node', '-e', crash).catch(() => undefined);
    const restarts = async () => Number(await docker('inspect', '--format', '{{.RestartCount}}', id)) === 1;
    expect(await waitUntil(restarts, BOUND)).toBe(true);
    expect(
      await waitUntil(async () => (await stateOf('rr-payments')).Health?.Status === 'healthy', BOUND),
    ).toBe(true);
  });

  test('the bank behind Toxiproxy: cut off, no order is confirmed; back, they are', async () => {
    const answers = async () => {
      const script = orderLines('rr', await gateway('rr')).replace(
        /Idempotency-Key: [^']+/,
        `Idempotency-Key: ${Math.random()}`,
      );
      const { stdout } = await run('bash', ['-euc', script], { cwd: ROOT, env });
      return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { state?: string }).state;
    };
    await inContainer('rr-toxiproxy', '/toxiproxy-cli', 'toggle', 'bank');
    expect(await answers()).not.toBe('confirmed');
    await inContainer('rr-toxiproxy', '/toxiproxy-cli', 'toggle', 'bank');
    expect(await waitUntil(async () => (await answers()) === 'confirmed', BOUND)).toBe(true);
  });

  test('told to stop: every service has ended by itself', async () => {
    await compose('stop', ...ours.map(([name]) => name));
    for (const [name] of ours) {
      const { Status, ExitCode } = await stateOf(name);
      expect({ name, Status, ExitCode }).toEqual({ name, Status: 'exited', ExitCode: 0 });
    }
  });
});
