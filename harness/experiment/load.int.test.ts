import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CUSTOMERS, sentTwice } from '../../load-tests/schedule.ts';
import { silentProgress } from '../progress.ts';
import { shapeOf } from '../scenarios/clients.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { ensureTools } from '../tools/tools.ts';
import { plannedOrders, startLoad } from './load.ts';
import { toOperations } from './operations.ts';
import { fakeRuntime } from './testing/fake-runtime.ts';

/** Building k6 on a machine that has none takes minutes; all else takes seconds. */
const WITH_FETCHING_MS = 900_000;

let folder: string;
let server: Server;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

async function gatewayThat(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function runLoad(url: string, clientTimeoutMs = 2_000, faults: Scenario['faults'] = []) {
  const { k6 } = await ensureTools(['k6'], silentProgress);
  const usual = scenarioNamed('calm').plan({ seed: 3, rate: 100 });
  const seconds = { warmUp: 0, baseline: 1, fault: 1, recovery: 0, drainAtMost: 1 };
  const scenario = { ...usual, seconds, clientTimeoutMs, faults };
  const load = await startLoad({
    ...{
      runtime: fakeRuntime({ url: () => url }),
      k6,
      scenario,
      seed: 3,
      folder,
      marker: {},
      signal: new AbortController().signal,
    },
  });
  const useAtStart = load.use();
  const result = await load.finished().finally(load.stop);
  const schedule = { seed: 3, ...shapeOf(scenario), startMs: load.startMs, dropped: result.dropped };
  const planned = plannedOrders(scenario);
  return {
    startMs: load.startMs,
    planned,
    useAtStart,
    result,
    operations: toOperations(load.live.lines, schedule),
  };
}

// On a machine that is busy for a moment even k6 is late; a mistake of ours is there every time.
jest.retryTimes(2);

describe('load', () => {
  test(
    'every order that k6 started is recorded once, with the key, customer and lines of the schedule',
    async () => {
      const seen = new Map<string, { customer: string | undefined; body: unknown }>();
      const url = await gatewayThat(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        const key = request.headers['idempotency-key'];
        if (typeof key === 'string')
          seen.set(key, { customer: request.headers.authorization, body: JSON.parse(body) });
        const state = request.method === 'GET' ? 'confirmed' : 'placed';
        response.writeHead(202).end(JSON.stringify({ orderId: `order of ${key}`, state }));
      });
      const { useAtStart, result, operations } = await runLoad(url);
      const places = operations.filter((operation) => operation.kind === 'place');
      expect(result).toEqual({ started: places.length, dropped: 0, exitCode: 0 });
      expect(places.map(({ index }) => index).sort((one, other) => one - other)).toEqual([...places.keys()]);
      // The first order is due at once; whether one is due in the instant that ends the time is up to k6.
      expect([200, 201]).toContain(places.length);
      for (const { key, customerId, lines, cardToken, orderId, intendedMs, sentMs } of places) {
        expect(seen.get(key)).toEqual({
          customer: `Bearer key of ${customerId}`,
          body: { lines, cardToken },
        });
        expect(orderId).toBe(`order of ${key}`);
        // Two clocks of whole milliseconds may disagree by one.
        expect(sentMs).toBeGreaterThanOrEqual(intendedMs - 1);
      }
      // Orders 0, 50, 100, 150, and 200 if there is one.
      expect(operations.filter(({ kind }) => kind === 'read')).toHaveLength(Math.ceil(places.length / 50));
      expect(operations.filter(({ kind }) => kind === 'move')).toHaveLength(2);
      expect(useAtStart.cpuMs).toBeGreaterThan(0);
      const recorded = ['load.ndjson', 'k6.log']
        .map((name) => readFileSync(join(folder, 'logs', name), 'utf8'))
        .join();
      expect(recorded).not.toContain(`key of ${CUSTOMERS[1]!.customerId}`);
    },
    WITH_FETCHING_MS,
  );

  test(
    'a gateway that never answers: nothing is dropped, and every outcome is unknown',
    async () => {
      const { result, operations } = await runLoad(await gatewayThat(() => undefined), 500);
      const places = operations.filter((operation) => operation.kind === 'place');
      expect(result).toMatchObject({ started: places.length, dropped: 0 });
      expect(places.length).toBeGreaterThanOrEqual(200);
      expect(places.map(({ outcome, status }) => `${status} ${outcome}`)).toEqual(
        places.map(() => '0 unknown'),
      );
    },
    WITH_FETCHING_MS,
  );

  test(
    'a spike: k6 starts every order of it when the schedule says, neither sooner nor fewer',
    async () => {
      const url = await gatewayThat((_request, response) => {
        response.writeHead(202).end(JSON.stringify({ orderId: 'o', state: 'confirmed' }));
      });
      const spike = { fault: 'load-spike', role: 'clients', afterSeconds: 0.2, forSeconds: 0.5 } as const;
      const { startMs, planned, result, operations } = await runLoad(url, 2_000, [spike]);
      const places = operations.filter((operation) => operation.kind === 'place');
      expect(planned).toBe(120 + 250 + 30 - 1);
      expect(result).toMatchObject({ started: places.length, dropped: 0 });
      expect(Math.abs(places.length - planned)).toBeLessThanOrEqual(1);
      for (const { intendedMs, sentMs } of places) expect(sentMs).toBeGreaterThanOrEqual(intendedMs - 1);
      const inSpike = places.filter(
        ({ intendedMs }) => intendedMs > startMs + 1_200 && intendedMs < startMs + 1_700.5,
      );
      expect(inSpike.length).toBe(250);
      // The schedule is k6's own when some order of every tenth of a second was sent as soon as it was due.
      for (let tenth = 0; tenth < 20; tenth++) {
        const latenessMs = places
          .filter(({ intendedMs }) => Math.floor((intendedMs - startMs) / 100) === tenth)
          .map(({ intendedMs, sentMs }) => sentMs - intendedMs);
        expect(Math.min(...latenessMs)).toBeLessThan(100);
      }
    },
    WITH_FETCHING_MS,
  );

  test(
    'a storm: clients that are refused ask again with the same key, as often as they were told',
    async () => {
      const asked = new Map<unknown, number>();
      const url = await gatewayThat((request, response) => {
        const key = request.headers['idempotency-key'];
        if (key !== undefined) asked.set(key, (asked.get(key) ?? 0) + 1);
        response.writeHead(503).end(JSON.stringify({ effect: 'none' }));
      });
      const at = { afterSeconds: 0, forSeconds: 1 };
      const storm = { fault: 'retry-storm', role: 'clients', ...at, with: { attempts: 3 } } as const;
      const { result, operations } = await runLoad(url, 2_000, [storm]);
      const places = operations.filter((operation) => operation.kind === 'place');
      const firsts = places.filter(({ attempt = 1 }) => attempt === 1);
      expect(firsts.length).toBe(result.started);
      expect(places.length).toBe([...asked.values()].reduce((sum, times) => sum + times));
      expect(Math.max(...asked.values())).toBe(3);
      // Before the storm a client asks once, and in its middle as often as it may.
      expect(places.filter(({ index }) => index < 95).every(({ attempt }) => attempt === undefined)).toBe(
        true,
      );
      expect(places.filter(({ index }) => index === 150).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    },
    WITH_FETCHING_MS,
  );

  test(
    'orders that are sent twice: at once or after the answer, with the same key and body, each told apart',
    async () => {
      const bodies = new Map<unknown, string[]>();
      const url = await gatewayThat((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part) => parts.push(part));
        request.on('end', () => {
          const key = request.headers['idempotency-key'];
          const known = bodies.get(key) ?? [];
          if (key !== undefined) bodies.set(key, [...known, Buffer.concat(parts).toString()]);
          const first = known.length === 0;
          response.writeHead(first ? 201 : 409).end(JSON.stringify(first ? { orderId: 'x' } : {}));
        });
      });
      const at = { afterSeconds: 0, forSeconds: 1 };
      const doubling = { fault: 'duplicate', role: 'clients', ...at, with: { share: 0.5 } } as const;
      const { result, operations } = await runLoad(url, 2_000, [doubling]);
      const places = operations.filter((operation) => operation.kind === 'place');
      expect(places.filter(({ attempt = 1 }) => attempt === 1)).toHaveLength(result.started);
      const twice = places.filter(({ attempt }) => attempt === 2).map(({ index }) => index);
      // Half of the hundred of that second; before it everybody sends once.
      expect(twice.length).toBeGreaterThan(25);
      expect(twice.length).toBeLessThan(75);
      expect(Math.min(...twice)).toBeGreaterThanOrEqual(95);
      const ways = twice.map((index) => sentTwice(3, index, 0.5));
      expect(new Set(ways)).toEqual(new Set(['at-once', 'after-answer']));
      for (const sent of bodies.values()) {
        expect(sent.length).toBeLessThanOrEqual(2);
        expect(new Set(sent).size).toBe(1);
      }
      for (const index of twice) {
        const [one, other] = places.filter((place) => place.index === index);
        expect(new Set([one!.status, other!.status])).toEqual(new Set([201, 409]));
        const atOnce = sentTwice(3, index, 0.5) === 'at-once';
        if (atOnce) expect(other!.sentMs).toBe(one!.sentMs);
        else expect(other!.sentMs).toBeGreaterThanOrEqual(one!.answeredMs);
      }
    },
    WITH_FETCHING_MS,
  );

  test(
    'a target that is not this machine is refused before anything is sent',
    async () => {
      await gatewayThat(() => undefined);
      await expect(runLoad('http://192.0.2.1:80')).rejects.toMatchObject({
        message: expect.stringContaining('k6 did not start'),
        details: expect.arrayContaining([expect.stringContaining('this machine only')]),
      });
    },
    WITH_FETCHING_MS,
  );
});
