import { describe, expect, jest, test } from '@jest/globals';
import type { Log } from '#shared/platform/log.ts';
import type { ConsumedMessage } from '../../messaging.ts';
import { incoming } from '../../testing/given.ts';
import { silentMetrics } from '../../testing/silent.ts';
import type { PutAside } from '../failures/halves.ts';
import type { Handler } from './handling.ts';
import { receiving } from './receiving.ts';

const goOn = new AbortController().signal;

function entrance() {
  const journal: string[] = [];
  const handler = jest.fn<Handler>(async (batch) => {
    journal.push(`handled ${batch.map(({ key }) => key).join(' ')}`);
    return batch.map(() => 'processed');
  });
  const putAside = jest.fn<PutAside>(async ({ key }) => {
    journal.push(`buried ${key}`);
    return 'dead-lettered';
  });
  const debug = jest.fn();
  const handle = receiving({
    facts: ['stockReleased'],
    putAside,
    handler,
    log: { debug } as unknown as Log,
    metrics: silentMetrics,
  });
  return { handle, journal, handler, debug };
}

function released(key: string): ConsumedMessage {
  const { event: _event, ...message } = incoming(key, { case: 'stockReleased', value: {} });
  return message;
}
const poison = (key: string): ConsumedMessage => ({ ...released(key), bytes: Buffer.from([0xff]) });

describe('receiving', () => {
  test('a batch is handled as a whole', async () => {
    const { handle, journal } = entrance();
    await handle([released('a'), released('b')], goOn);
    expect(journal).toEqual(['handled a b']);
  });

  test('what became of a message is told with its order and its request', async () => {
    const { handle, debug } = entrance();
    await handle([released('a')], goOn);
    const told = { type: 'StockReleased', orderId: 'a', requestId: 'request', outcome: 'processed' };
    expect(debug).toHaveBeenCalledWith(expect.objectContaining(told), 'handled');
  });

  test('what the service has no reaction to is skipped without being decoded', async () => {
    const { handle, journal } = entrance();
    await handle([{ ...poison('a'), type: 'OrderPlaced' }, released('b')], goOn);
    expect(journal).toEqual(['handled b']);
  });

  test('a message that does not say what it is gets decoded', async () => {
    const { handle, journal } = entrance();
    await handle([{ ...released('a'), type: null }], goOn);
    expect(journal).toEqual(['handled a']);
  });

  test('bytes that are no event are buried in their turn, and their neighbours are handled', async () => {
    const { handle, journal } = entrance();
    await handle([released('a'), poison('b'), released('c'), released('d')], goOn);
    expect(journal).toEqual(['handled a', 'buried b', 'handled c d']);
  });

  test('given a message that is blocked, then it is to come again, and what lies behind it is not touched', async () => {
    const { handle, handler } = entrance();
    handler.mockResolvedValueOnce(['processed', 'blocked']);
    const [a, b, behind, bad] = [released('a'), released('b'), released('c'), poison('d')];
    const elsewhere = { ...poison('e'), partition: 1 };
    expect(await handle([a, b, elsewhere, behind, bad], goOn)).toMatchObject([b]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('when nothing is left to handle, nobody is called', async () => {
    const { handle, handler } = entrance();
    await handle([{ ...released('a'), type: 'OrderPlaced' }], goOn);
    expect(handler).not.toHaveBeenCalled();
  });
});
