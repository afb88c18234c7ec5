import { describe, test } from '@jest/globals';
import { pause } from './pause.ts';

describe('pause', () => {
  test('is over at once when told so', async () => {
    const stop = new AbortController();
    const paused = pause(60_000, stop.signal);
    stop.abort();
    await paused;
    await pause(60_000, stop.signal);
  });
});
