import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createMetrics } from '#shared/platform/metrics.ts';
import { fakeRuntime } from '../experiment/testing/fake-runtime.ts';
import { isListening } from '../testing/traces.ts';
import { waitUntil } from '../wait-until.ts';
import { type Observatory, startObservatory } from './observatory.ts';
import { ask } from './testing/ask.ts';
import { describeWithPrometheus, programs } from './testing/prometheus.ts';

const BOUND = { timeoutMs: 20_000, everyMs: 100 };
jest.setTimeout(60_000);

const KILL = { fault: 'kill', role: 'payments' };
const sample = () => ({
  atMs: Date.now(),
  cpuMs: { orders: 1_500 },
  rssBytes: { orders: 1_000 },
  machine: { busyMs: 1, stolenMs: 0, totalMs: 2 },
});

describeWithPrometheus('observatory', () => {
  let folder: string;
  let observatory: Observatory;
  let service: Server;
  const failures: unknown[] = [];
  const value = async (query: string): Promise<number | undefined> =>
    (await ask(observatory.prometheusUrl, query))[0]?.value;
  const becomes = (query: string, expected: number | undefined) =>
    waitUntil(async () => (await value(query)) === expected, BOUND);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'observatory-'));
    const { scrape } = createMetrics('gateway', 'both');
    // Every role of this kitchen answers at the same address.
    service = createServer(async (_request, response) => {
      const { contentType, body } = await scrape();
      response.setHeader('content-type', contentType).end(body);
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const onFailure = (error: unknown): void => void failures.push(error);
    observatory = await startObservatory({ folder, tools: programs, onFailure });
  }, 60_000);
  afterAll(async () => {
    await observatory.close();
    service.close();
    rmSync(folder, { recursive: true });
  });

  test('a kitchen is scraped, its faults are told as they come and go, and nothing is left of it when it ends', async () => {
    const { port } = service.address() as AddressInfo;
    const runtime = fakeRuntime({ url: () => `http://127.0.0.1:${port}` });
    const watch = await observatory.watch(runtime, { sample, faults: [KILL] });

    expect(await becomes('count(up{architecture="request-response"} == 1)', 7)).toBe(true);
    // The service does not say in which kitchen it is: the target does.
    expect(
      await becomes('count(process_cpu_seconds_total{architecture="request-response",service="gateway"})', 1),
    ).toBe(true);
    const fault = 'lab_fault_active{fault="kill",role="payments",architecture="request-response"}';
    expect(await becomes(fault, 0)).toBe(true);
    watch.faultsInForce([KILL]);
    expect(await becomes(fault, 1)).toBe(true);
    watch.faultsInForce([]);
    expect(await becomes(fault, 0)).toBe(true);
    expect(await value('lab_role_cpu_seconds_total{role="orders"}')).toBe(1.5);

    const unplanned = { fault: 'bank-slow', role: 'bank' };
    watch.faultsInForce([KILL, unplanned]);
    expect(await becomes('lab_fault_active{role="bank"}', 1)).toBe(true);
    await watch.stop();
    expect(await value(fault)).toBe(0);
    expect(await value('lab_fault_active{role="bank"}')).toBe(0);
    expect(await becomes('count(up)', undefined)).toBe(true);
    expect(failures).toEqual([]);
    expect(observatory.use().cpuMs).toBeGreaterThan(0);
  });

  test('closed: nobody listens any more, and of its data only the log is left', async () => {
    await observatory.close();
    expect(await isListening(Number(new URL(observatory.prometheusUrl).port))).toBe(false);
    expect(readdirSync(folder)).toEqual(['prometheus.log']);
  });

  test('a Prometheus that does not start is named, with what it said', async () => {
    const broken = join(folder, 'broken-prometheus');
    writeFileSync(broken, '#!/bin/sh\necho no luck today\nexit 1\n', { mode: 0o755 });
    const started = startObservatory({
      folder,
      onFailure: () => undefined,
      tools: { prometheus: broken },
    });
    await expect(started).rejects.toMatchObject({
      exitCode: 69,
      message: 'Prometheus ended while it was starting.',
      details: expect.arrayContaining(['no luck today']),
    });
  });
});
