import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CUSTOMERS } from '../../load-tests/schedule.ts';
import { silentProgress } from '../progress.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { ensureTools } from '../tools/tools.ts';
import { startLoad } from './load.ts';
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

async function runLoad(url: string, clientTimeoutMs = 2_000) {
  const { k6 } = await ensureTools(['k6'], silentProgress);
  const usual = scenarioNamed('calm').plan({ seed: 3, rate: 100 });
  const seconds = { warmUp: 0, baseline: 1, fault: 1, recovery: 0, drainAtMost: 1 };
  const scenario = { ...usual, seconds, clientTimeoutMs };
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
  const schedule = { seed: 3, ratePerSecond: 100, startMs: load.startMs, dropped: result.dropped };
  return { useAtStart, result, operations: toOperations(load.live.lines, schedule) };
}

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
