import { describe, expect, jest, test } from '@jest/globals';
import type { Log } from '#shared/platform/log.ts';
import { stopStep } from './within.ts';

describe('a step of stopping', () => {
  test('given that it never ends, then stopping goes on without it, and says so', async () => {
    jest.useFakeTimers();
    const warn = jest.fn();
    const stopping = stopStep({ warn } as unknown as Log, 'leaving', new Promise(() => undefined));
    await jest.runAllTimersAsync();
    await stopping;
    jest.useRealTimers();
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ step: 'leaving' }), expect.any(String));
  });

  test('given that it fails, then stopping goes on without it, and says so', async () => {
    const warn = jest.fn();
    await stopStep({ warn } as unknown as Log, 'leaving', Promise.reject(new Error('gone')));
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
