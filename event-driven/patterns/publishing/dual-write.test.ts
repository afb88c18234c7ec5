import { describe, expect, jest, test } from '@jest/globals';
import type { Log } from '#shared/platform/log.ts';
import type { Producer } from '../../messaging.ts';
import { message } from '../../testing/given.ts';
import { silentMetrics } from '../../testing/silent.ts';
import { createDualWrite } from './dual-write.ts';

const confirmed = message('a', { case: 'orderConfirmed', value: {} });

function dualWrite(send: Producer['send']) {
  const error = jest.fn();
  const journal: string[] = [];
  const publish = createDualWrite({
    send: (messages) => {
      journal.push(`sent ${messages.length}`);
      return send(messages);
    },
    reach: (point) => void journal.push(point),
    log: { error } as unknown as Log,
    metrics: silentMetrics,
  });
  return { publish, journal, error };
}

describe('the dual write', () => {
  test('sends what it is given, once', async () => {
    const { publish, journal } = dualWrite(async () => undefined);
    await publish([confirmed]);
    expect(journal).toEqual(['before-publish', 'sent 1']);
  });

  test('given a broker that does not take it, then it is lost, and the log says what', async () => {
    const { publish, journal, error } = dualWrite(() => Promise.reject(new Error('away')));
    await publish([confirmed]);
    expect(journal).toEqual(['before-publish', 'sent 1']);
    const lost = ['OrderConfirmed of a'];
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ lost }), 'not published, and lost');
  });
});
