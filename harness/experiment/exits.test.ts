import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { EXIT, type LabError } from '../errors.ts';
import { watchExits } from './exits.ts';
import { fakeRuntime } from './testing/fake-runtime.ts';

const crashed = { code: 1, signal: null, atMs: 0 };

describe('exits', () => {
  test('a service that ends before anything was broken ends the run, with its last words', async () => {
    const runtime = fakeRuntime();
    const exits = watchExits(runtime);
    const aborted = once(exits.signal, 'abort');
    runtime.end('stock', crashed);
    await aborted;
    const error = exits.signal.reason as LabError;
    expect(error.message).toContain('stock ended with exit code 1');
    expect(error.exitCode).toBe(EXIT.invalid);
    expect(error.details).toEqual(['the last line of stock']);
  });

  test('a service that ends while faults are about is written down, and the run goes on', () => {
    const runtime = fakeRuntime();
    const exits = watchExits(runtime);
    exits.tolerate();
    runtime.end('delivery', { code: null, signal: 'SIGSEGV', atMs: 0 });
    expect(exits.signal.aborted).toBe(false);
    expect(exits.found()).toEqual(['delivery ended by SIGSEGV, and nobody had told it to.']);
  });
});
