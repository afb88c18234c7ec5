import { describe, expect, test } from '@jest/globals';
import { fakeRuntime } from '../../experiment/testing/fake-runtime.ts';
import { duplicate } from '../events/duplicate.ts';
import type { Fault, LoadView } from '../fault.ts';
import { loadSpike } from './load-spike.ts';
import { retryStorm } from './retry-storm.ts';

const ended = AbortSignal.abort();
const going = new AbortController().signal;
type Sent = { sentMs: number; attempt?: number };

/** Orders at a rate, long before now and long after: what is measured lies before it is asked for. */
const sentAt = (ratePerSecond: number, more: Partial<Sent> = {}): Sent[] => {
  const firstMs = Date.now() - 5_000;
  return Array.from({ length: ratePerSecond * 10 }, (_, index) => ({
    sentMs: firstMs + index * (1000 / ratePerSecond),
    ...more,
  }));
};
const view = (orders: () => readonly Sent[], signal = going): LoadView => ({
  ...{ ratePerSecond: 10, clientTimeoutMs: -3_000, orders, signal },
});
const under = (fault: Fault, load: LoadView, options = {}) =>
  fault.inject({ runtime: fakeRuntime(), role: 'clients', load, options });

test.each([loadSpike, retryStorm, duplicate])(
  'without a load, %# is refused: it belongs to a scenario',
  async (fault) => {
    await expect(fault.inject({ runtime: fakeRuntime(), role: 'clients' })).rejects.toThrow(
      'it belongs to a scenario, and can not be done by hand.',
    );
  },
);

describe('a load spike', () => {
  test('is proven by the orders of a second', async () => {
    const spike = await under(
      loadSpike,
      view(() => sentAt(50)),
    );
    await expect(spike.prove()).resolves.toEqual(['clients sent 50 orders in a second, 10 is usual']);
  });

  test('that did not come is not proven', async () => {
    const spike = await under(
      loadSpike,
      view(() => sentAt(20)),
    );
    await expect(spike.prove()).rejects.toThrow('Clients sent 20 orders in a second, not 50.');
  });

  test('what clients asked again does not make it look larger', async () => {
    const spike = await under(
      loadSpike,
      view(() => sentAt(50, { attempt: 2 })),
    );
    await expect(spike.prove()).rejects.toThrow('Clients sent 0 orders in a second');
  });

  test('is over when a second has as many orders as usual', async () => {
    const spike = await under(
      loadSpike,
      view(() => sentAt(10)),
    );
    await expect(spike.heal()).resolves.toEqual(['clients sent 10 orders in the second after it']);
  });

  test('that goes on is not healed', async () => {
    const spike = await under(
      loadSpike,
      view(() => sentAt(50)),
    );
    await expect(spike.heal()).rejects.toThrow('Clients still send 50 orders a second.');
  });

  test('of a load that was ended is over', async () => {
    const spike = await under(
      loadSpike,
      view(() => [], ended),
    );
    await expect(spike.heal()).resolves.toEqual(['the load has ended']);
  });
});

describe('a storm of retries', () => {
  test('is proven by what clients say of themselves', async () => {
    const storm = await under(
      retryStorm,
      view(() => sentAt(10, { attempt: 1 })),
      { attempts: 7 },
    );
    await expect(storm.prove()).resolves.toEqual(['clients say that they ask up to 7 times']);
  });

  test('in which clients ask once is none', async () => {
    const storm = await under(
      retryStorm,
      view(() => sentAt(10)),
    );
    await expect(storm.prove()).rejects.toThrow('No client says that it would ask again.');
  });

  test('is over when clients ask once, and says how often they asked again', async () => {
    const again = Array.from({ length: 10 }, () => ({ sentMs: Date.now() + 1, attempt: 2 }));
    const storm = await under(
      retryStorm,
      view(() => [...again, ...sentAt(10)]),
    );
    await expect(storm.heal()).resolves.toEqual(['clients asked again 10 times; now they ask once']);
  });

  test('that goes on is not healed', async () => {
    const storm = await under(
      retryStorm,
      view(() => sentAt(10, { attempt: 1 })),
    );
    await expect(storm.heal()).rejects.toThrow('No client says that it asks once only.');
  });
});

describe('orders that are sent twice', () => {
  test('are proven by the second sending', async () => {
    const doubled = await under(
      duplicate,
      view(() => [...sentAt(10), ...sentAt(1, { attempt: 2 })]),
    );
    await expect(doubled.prove()).resolves.toEqual(['clients have sent 5 orders twice so far']);
  });

  test('that nobody sends twice are none', async () => {
    const doubled = await under(
      duplicate,
      view(() => sentAt(10)),
    );
    await expect(doubled.prove()).rejects.toThrow('No client sent an order twice.');
  });

  test('are over when clients send them once', async () => {
    const doubled = await under(
      duplicate,
      view(() => [...sentAt(1, { attempt: 2 }), ...sentAt(10)]),
    );
    await expect(doubled.heal()).resolves.toEqual(['clients sent 5 orders twice; now they send them once']);
  });

  test('that go on are not healed', async () => {
    const doubled = await under(
      duplicate,
      view(() => sentAt(10, { attempt: 2 })),
    );
    await expect(doubled.heal()).rejects.toThrow('No client sends an order once only.');
  });
});
