import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeRuntime } from '../experiment/testing/fake-runtime.ts';
import type { Sample } from './records.ts';
import { parseMachine, startSampler } from './sampler.ts';

describe('machine', () => {
  test('busy, stolen and all of /proc/stat, guests not counted twice', () => {
    const text = 'cpu  100 10 50 800 20 3 7 5 40 2\ncpu0 1 2 3 4 5 6 7 8 9 10\n';
    expect(parseMachine(text)).toEqual({ busyMs: 1_700, stolenMs: 50, totalMs: 9_950 });
  });
});

describe('sampler', () => {
  test('a sample has every role, and what is watched beside them; stopping records a last one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sampler-'));
    try {
      const file = join(folder, 'samples.ndjson');
      const runtime = fakeRuntime({ sample: () => new Map([['stock', { cpuMs: 30, rssBytes: 5 }]]) });
      const sampler = startSampler(file, runtime, (error) => {
        throw error;
      });
      expect(sampler.sample().cpuMs).toEqual({ stock: 30, harness: expect.any(Number) });
      sampler.watch('load', () => ({ cpuMs: 7, rssBytes: 9 }));
      sampler.stop();
      sampler.stop();
      const samples = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Sample);
      expect(samples.at(-1)).toMatchObject({
        cpuMs: { stock: 30, load: 7 },
        rssBytes: { stock: 5, load: 9 },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a look that fails: whoever started it is told once, and stopping is no second failure', async () => {
    let looks = 0;
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const runtime = fakeRuntime({
      sample: () => {
        looks += 1;
        throw full;
      },
    });
    const { promise: failure, resolve: fail } = Promise.withResolvers<unknown>();
    const sampler = startSampler('/dev/null', runtime, fail);
    expect(await failure).toBe(full);
    sampler.stop();
    expect(looks).toBe(1);
  });
});
