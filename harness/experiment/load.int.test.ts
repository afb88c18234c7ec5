import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CUSTOMERS, sentTwice } from '../../load-tests/schedule.ts';
import type { Operation } from '../evidence/records.ts';
import { runLoad, type ShortLoad } from './testing/short-load.ts';

/** Building k6 on a machine that has none takes minutes; all else takes seconds. */
const WITH_FETCHING_MS = 900_000;
/** Of what clients did, a fault that looks on sees so much at least: it may come a moment late. */
const MOST = 0.7;

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

type Place = Extract<Operation, { kind: 'place' }>;
const placesOf = ({ operations }: ShortLoad): Place[] =>
  operations.filter((operation) => operation.kind === 'place');

/** The numbers in what was seen of the one fault of a load, that was proven and healed. */
function numbersSeen({ faults: [fault] }: ShortLoad): number[] {
  expect(fault).toMatchObject({ landedAtMs: expect.any(Number), healedAtMs: expect.any(Number) });
  return fault!.proof.flatMap((sentence) => sentence.match(/\d+/g) ?? []).map(Number);
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
      const load = await runLoad({ url, folder });
      const { useAtStart, result, operations } = load;
      const places = placesOf(load);
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
      const load = await runLoad(
        { url: await gatewayThat(() => undefined), folder },
        { clientTimeoutMs: 500 },
      );
      const places = placesOf(load);
      expect(load.result).toMatchObject({ started: places.length, dropped: 0 });
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
      const at = { afterSeconds: 0.2, forSeconds: 1.2 };
      const spike = { fault: 'load-spike', role: 'clients', ...at, with: { times: 3 } } as const;
      const load = await runLoad({ url, folder }, { faults: [spike], recovery: 2 });
      const { startMs, planned, result } = load;
      const places = placesOf(load);
      expect(planned).toBe(120 + 360 + 160 - 1);
      expect(result).toMatchObject({ started: places.length, dropped: 0 });
      expect(Math.abs(places.length - planned)).toBeLessThanOrEqual(1);
      for (const { intendedMs, sentMs } of places) expect(sentMs).toBeGreaterThanOrEqual(intendedMs - 1);
      const inSpike = places.filter(
        ({ intendedMs }) => intendedMs > startMs + 1_200 && intendedMs < startMs + 2_400.5,
      );
      expect(inSpike.length).toBe(360);
      // The schedule is k6's own when some order of every tenth of a second was sent as soon as it was due.
      for (let tenth = 0; tenth < 40; tenth++) {
        const latenessMs = places
          .filter(({ intendedMs }) => Math.floor((intendedMs - startMs) / 100) === tenth)
          .map(({ intendedMs, sentMs }) => sentMs - intendedMs);
        expect(Math.min(...latenessMs)).toBeLessThan(100);
      }
      const [inSecond, usual, afterwards] = numbersSeen(load);
      expect(usual).toBe(100);
      expect(inSecond! / usual!).toBeGreaterThanOrEqual(0.8 * 3);
      expect(afterwards! / usual!).toBeLessThan(0.5 * 3);
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
      const load = await runLoad({ url, folder }, { faults: [storm], recovery: 1 });
      const places = placesOf(load);
      const firsts = places.filter(({ attempt = 1 }) => attempt === 1);
      expect(firsts.length).toBe(load.result.started);
      expect(places.length).toBe([...asked.values()].reduce((sum, times) => sum + times));
      expect(Math.max(...asked.values())).toBe(3);
      // Before the storm a client asks once, and in its middle as often as it may.
      expect(places.filter(({ index }) => index < 95).every(({ attempt }) => attempt === undefined)).toBe(
        true,
      );
      expect(places.filter(({ index }) => index === 150).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      const [upTo, again] = numbersSeen(load);
      expect(upTo).toBe(3);
      const asksAgain = places.filter(({ attempt = 1 }) => attempt > 1).length;
      expect(again! / asksAgain).toBeGreaterThan(MOST);
      expect(again! / asksAgain).toBeLessThanOrEqual(1);
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
      const load = await runLoad({ url, folder }, { faults: [doubling], recovery: 1 });
      const places = placesOf(load);
      expect(places.filter(({ attempt = 1 }) => attempt === 1)).toHaveLength(load.result.started);
      const twice = places.filter(({ attempt }) => attempt === 2).map(({ index }) => index);
      // Half of the hundred of that second; before it everybody sends once.
      expect(twice.length).toBeGreaterThan(25);
      expect(twice.length).toBeLessThan(75);
      expect(Math.min(...twice)).toBeGreaterThanOrEqual(95);
      const [soon, inAll] = numbersSeen(load);
      expect(soon).toBeGreaterThan(0);
      expect(inAll! / twice.length).toBeGreaterThan(MOST);
      expect(inAll! / twice.length).toBeLessThanOrEqual(1);
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
      await expect(runLoad({ url: 'http://192.0.2.1:80', folder })).rejects.toMatchObject({
        message: expect.stringContaining('k6 did not start'),
        details: expect.arrayContaining([expect.stringContaining('this machine only')]),
      });
    },
    WITH_FETCHING_MS,
  );
});
