import { expect, test } from '@jest/globals';
import { idleCpu } from './idle.ts';
import { fakeRuntime } from './testing/fake-runtime.ts';

test('idle CPU: less than a tick of the kernel is seen', async () => {
  const readings = [7, 7.004];
  const runtime = fakeRuntime({
    threadCpu: () => new Map([['stock', new Map([['main', readings.shift()!]])]]),
  });
  const { stock } = await idleCpu(runtime, new AbortController().signal, 10);
  expect(stock).toBeGreaterThan(0);
  expect(stock).toBeLessThan(1);
});
