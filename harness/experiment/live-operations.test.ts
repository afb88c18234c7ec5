import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LiveOperations } from './live-operations.ts';

const START = '{"kind":"start","startMs":1000}\n';
const place = (status: number): string =>
  `{"kind":"place","index":0,"sentMs":1,"answeredMs":2,"status":${status},"orderId":null,"state":null,"effect":null}\n`;

let folder: string;
let file: string;
let live: LiveOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'live-operations-'));
  file = join(folder, 'load.ndjson');
  writeFileSync(file, '');
  live = new LiveOperations(file);
});

afterEach(() => {
  live.close();
  rmSync(folder, { recursive: true });
});

describe('live operations', () => {
  test('an empty file: the load has not started', () => {
    live.poll();
    expect(live.startMs()).toBeUndefined();
  });

  test('a line that is written in two parts is read once, when it is whole', () => {
    const line = START + place(202);
    appendFileSync(file, line.slice(0, -9));
    live.poll();
    expect(live.lines).toHaveLength(1);
    appendFileSync(file, line.slice(-9));
    live.poll();
    expect(live.lines).toHaveLength(2);
    expect(live.startMs()).toBe(1_000);
  });

  test('another line before the first: the start is found behind it', () => {
    appendFileSync(file, place(202) + START);
    live.poll();
    expect(live.startMs()).toBe(1_000);
  });

  test('more than fits into one read is read to its end', () => {
    appendFileSync(file, START + place(202).repeat(5_000));
    live.poll();
    expect(live.lines).toHaveLength(5_001);
  });

  test('rates count what came since they were last asked, accepted and not', () => {
    appendFileSync(file, START + place(202).repeat(3) + place(503));
    live.poll();
    const { acceptedPerSecond, notAcceptedPerSecond } = live.rates();
    expect(acceptedPerSecond).toBeGreaterThan(notAcceptedPerSecond);
    expect(notAcceptedPerSecond).toBeGreaterThan(0);
    expect(live.rates()).toEqual({ acceptedPerSecond: 0, notAcceptedPerSecond: 0 });
  });
});
