import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../harness/observe/testing/ask.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { DATABASES } from './secrets/secrets.ts';
import {
  compose,
  container,
  docker,
  gateway,
  inContainer,
  orderLines,
  ours,
  project,
  prometheus,
  readme,
  run,
  type State,
  services,
  stateOf,
  typed,
  up,
  wanted,
} from './testing/project.ts';

const STARTS_WITHIN_MS = 600_000;
const BOUND = { timeoutMs: 30_000, everyMs: 200 };
const ARCHITECTURES = { rr: 'request-response', ed: 'event-driven' } as const;

/** Whether the answer of Prometheus becomes this number. */
const becomes = async (query: string, expected: number) => {
  const url = await prometheus();
  return waitUntil(async () => (await ask(url, query))[0]?.value === expected, BOUND);
};
const becomesHealthy = (service: string) =>
  waitUntil(async () => (await stateOf(service)).Health?.Status === 'healthy', BOUND);

/** Containers, volumes and networks of the project, by name, and how the containers are. */
async function whatIsLeft(): Promise<string[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const listed = await Promise.all([
    docker('container', 'ls', '--all', ...filter, '--format', '{{.Names}} {{.Status}}'),
    docker('volume', 'ls', ...filter, '--format', '{{.Name}}'),
    docker('network', 'ls', ...filter, '--format', '{{.Name}}'),
  ]);
  return listed.flatMap((lines) => lines.split('\n')).filter((line) => line !== '');
}

describe('both kitchens in containers', () => {
  beforeAll(up, STARTS_WITHIN_MS);
  afterAll(async () => {
    try {
      await typed(readme(/(?<=`)docker compose down -v(?=` removes everything)/));
      // The engine may still be forgetting what it has removed.
      let left: string[] = [];
      const isGone = async () => {
        left = await whatIsLeft();
        return left.length === 0;
      };
      await waitUntil(isGone, BOUND);
      expect(left).toEqual([]);
    } finally {
      await compose('--profile', '*', 'down', '--volumes', '--timeout', '5');
    }
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
      const { stdout, stderr } = await run('docker', 'compose', ...named, 'config', '--services');
      expect(stderr).toBe('');
      const expected = services.filter(
        ([name, { profiles }]) =>
          !/^(rr|ed)-/.test(name) || (new RegExp(`^(${side})-`).test(name) && profiles === undefined),
      );
      expect(stdout.trim().split('\n').sort()).toEqual(expected.map(([name]) => name).sort());
    },
  );

  test('each container: either healthy, or its work is done', async () => {
    const ids = (await compose('ps', '--all', '--quiet')).split('\n');
    const format = '{{index .Config.Labels "com.docker.compose.service"}} {{json .State}}';
    const states = (await docker('inspect', '--format', format, ...ids)).split('\n').map((line) => {
      const [name, state] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' '))];
      const { Status, ExitCode, Health } = JSON.parse(state) as State;
      return [name, Status, Status === 'exited' ? ExitCode : Health?.Status];
    });
    const expected = wanted.map(([name, { restart }]) =>
      restart === 'no' ? [name, 'exited', 0] : [name, 'running', 'healthy'],
    );
    expect(states.sort()).toEqual(expected.sort());
  });

  test('each container: its volumes have names, so that `down -v` knows them', async () => {
    const ids = (await compose('ps', '--all', '--quiet')).split('\n');
    const format = '{{range .Mounts}}{{if eq .Type "volume"}}{{println .Name}}{{end}}{{end}}';
    const volumes = (await docker('inspect', '--format', format, ...ids)).split('\n').filter(Boolean);
    expect(volumes.length).toBeGreaterThan(ids.length);
    expect(volumes.filter((volume) => !volume.startsWith(`${project}_`))).toEqual([]);
  });

  test.each(['rr', 'ed'])(
    '%s: an order, placed by the pasted lines of the README, gets confirmed',
    async (side) => {
      const answers = (await typed(`${orderLines(side, await gateway(side))}\necho "$KEY"`)).split('\n');
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

  test.each(['rr', 'ed'] as const)(
    '%s: a load, started by the pasted line of the README: Prometheus has what customers and services saw',
    async (side) => {
      const load = readme(/^ {4}LOAD_RATE=.*rr-k6$/m)
        .replace(/LOAD_RATE=\d+ LOAD_SECONDS=\d+/, 'LOAD_RATE=5 LOAD_SECONDS=4')
        .replace('rr-', `${side}-`);
      const own = `architecture="${ARCHITECTURES[side]}"`;
      await typed(load);
      const placed = `sum(orders_total{${own},state="placed"})`;
      // What k6 has told last; when it ended, its series did, too.
      const answered = `sum(max_over_time(k6_orders_answered_total{${own},outcome="accepted"}[1m]))`;
      // The one more is the order of the test before.
      expect(await becomes(`${placed} - ${answered}`, 1)).toBe(true);
    },
    STARTS_WITHIN_MS,
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

  test('payments, killed by the pasted line of the README: seen in Prometheus, and stays dead until it is started', async () => {
    const up = 'up{architecture="request-response",service="payments"}';
    expect(await becomes('count(up == 1)', ours.length)).toBe(true);
    const kill = readme(/^ {4}docker kill .*$/m).replaceAll('two-kitchens-rr', `${project}-rr`);
    await typed(kill);
    expect(await becomes(up, 0)).toBe(true);
    expect(await stateOf('rr-payments')).toMatchObject({ Status: 'exited', ExitCode: 137 });
    await typed(/`(docker start .*)`/.exec(kill)![1]!);
    expect(await becomesHealthy('rr-payments')).toBe(true);
    expect(await becomes(up, 1)).toBe(true);
  });

  test('payments, ended by itself: comes back', async () => {
    const crash = `for (const pid of require('node:fs').readdirSync('/proc').filter(Number))
      if (Number(pid) !== 1 && Number(pid) !== process.pid) process.kill(pid, 'SIGKILL')`;
    // The container may be gone before it has told that this was done.
    await inContainer('rr-payments', 'node', '-e', crash).catch(() => undefined);
    const id = await container('rr-payments');
    const restarts = async () => Number(await docker('inspect', '--format', '{{.RestartCount}}', id)) === 1;
    expect(await waitUntil(restarts, BOUND)).toBe(true);
    expect(await becomesHealthy('rr-payments')).toBe(true);
  });

  test('the bank, slow or cut off by the pasted lines of the README: cut off, no order is confirmed; back, they are', async () => {
    const answers = async () => {
      const key = `Idempotency-Key: ${Math.random()}`;
      const lines = orderLines('rr', await gateway('rr')).replace(/Idempotency-Key: [^']+/, key);
      return (JSON.parse((await typed(lines)).split('\n').at(-1)!) as { state?: string }).state;
    };
    const inspect = () => inContainer('rr-toxiproxy', '/toxiproxy-cli', 'inspect', 'bank');
    const slow = readme(/^ {4}docker compose exec rr-toxiproxy .* toxic add .*$/m);
    await typed(slow);
    expect(await inspect()).toContain('latency=2000');
    await typed(slow.replace(/toxic add .*`(toxic remove .*)`/, '$1'));
    expect(await inspect()).not.toContain('latency');

    const toggle = readme(/^ {4}docker compose exec rr-toxiproxy .* toggle bank.*$/m);
    await typed(toggle);
    expect(await answers()).not.toBe('confirmed');
    await typed(toggle);
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
