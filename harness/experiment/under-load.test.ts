import { describe, expect, test } from '@jest/globals';
import { EXIT, LabError } from '../errors.ts';
import { silentProgress } from '../progress.ts';
import { scenarioNamed } from '../scenarios/scenarios.ts';
import { watchExits } from './exits.ts';
import type { Kitchen } from './kitchen.ts';
import type { LiveOperations } from './live-operations.ts';
import type { Load } from './load.ts';
import { fakeRuntime } from './testing/fake-runtime.ts';
import { underLoad } from './under-load.ts';

const never = new AbortController().signal;

function follow({ poll, finished }: { poll: () => void; finished: Load['finished'] }) {
  const runtime = fakeRuntime();
  const kitchen = { name: 'rr', runtime, exits: watchExits(runtime) } as unknown as Kitchen;
  const live = { lines: [], poll, rates: () => ({ acceptedPerSecond: 0, notAcceptedPerSecond: 0 }) };
  const load = { startMs: Date.now(), live: live as unknown as LiveOperations, finished } as Load;
  const scenario = scenarioNamed('calm').plan({ seed: 1 });
  const experiment = { name: scenario.name, scenario, seed: 1, sides: ['rr'] };
  const context = { experiment, progress: silentProgress } as unknown as Parameters<typeof underLoad>[2];
  return underLoad(kitchen, load, context, never);
}

describe('under load', () => {
  test('a load generator that fails in mid-load: the run ends at once with that error', async () => {
    const failure = new LabError(EXIT.invalid, 'k6 ended with code 107.');
    await expect(follow({ poll: () => undefined, finished: () => Promise.reject(failure) })).rejects.toBe(
      failure,
    );
  });

  test('what k6 writes can not be read: the run ends with that error, and nothing crashes', async () => {
    const failure = new SyntaxError('Unexpected end of JSON input');
    const poll = (): never => {
      throw failure;
    };
    await expect(follow({ poll, finished: () => new Promise(() => undefined) })).rejects.toBe(failure);
  });
});
