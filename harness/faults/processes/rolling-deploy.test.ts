import { describe, expect, test } from '@jest/globals';
import { fakeRuntime } from '../../experiment/testing/fake-runtime.ts';
import { rollingDeploy } from './rolling-deploy.ts';

describe('a rolling deploy', () => {
  test('of a service: one instance after the other, each started before the next one ends', async () => {
    const runtime = fakeRuntime({ instances: 3 });
    const inForce = await rollingDeploy.inject({ runtime, role: 'payments' });
    expect(await inForce.prove()).toEqual([
      expect.stringMatching(
        /^payments: process 101 ended in good order after \d+ ms, process 102 started and is ready$/,
      ),
    ]);
    expect((await inForce.heal()).map((sentence) => sentence.split(':')[0])).toEqual([
      'payments@2',
      'payments@3',
    ]);
    expect(runtime.told).toEqual(
      ['payments', 'payments@2', 'payments@3'].flatMap((role) => [`stop ${role}`, `start ${role}`]),
    );
  });

  test('of all services: each of them, and neither the gateway nor the bank; without a drain they are killed', async () => {
    const runtime = fakeRuntime({ instances: 2 });
    const inForce = await rollingDeploy.inject({ runtime, role: 'services', options: { drain: false } });
    await inForce.heal();
    const killed = runtime.told.filter((told) => told.startsWith('kill ')).map((told) => told.slice(5));
    expect(killed).toEqual(
      ['orders', 'stock', 'payments', 'delivery', 'customers'].flatMap((role) => [role, `${role}@2`]),
    );
    expect(runtime.told.filter((told) => told.startsWith('stop '))).toEqual([]);
  });

  test('that gets stuck: it is told, the rest is left alone, and what is down is started', async () => {
    let fails = true;
    const down = new Set<string>();
    const runtime = fakeRuntime({
      instances: 2,
      instance: (role) => (down.has(role) ? undefined : { role, pid: 101, startedAtMs: 0, generation: 1 }),
      async stop(role) {
        down.add(role);
        return { code: 0, signal: null, atMs: Date.now() };
      },
      async start(role) {
        if (fails) {
          fails = false;
          throw new Error('the oven is cold');
        }
        down.delete(role);
        return { role, pid: 102, startedAtMs: 0, generation: 2 };
      },
    });
    const inForce = await rollingDeploy.inject({ runtime, role: 'stock' });
    await expect(inForce.prove()).rejects.toThrow('the oven is cold');
    await expect(inForce.heal()).rejects.toThrow('the oven is cold');
    expect([...down]).toEqual([]);
  });

  test.each([
    ['exit code 1', { code: 1, signal: null }],
    ['SIGKILL', { code: null, signal: 'SIGKILL' }],
  ] as const)('with a drain that ends by %s: it has not landed', async (how, exit) => {
    const runtime = fakeRuntime({ instances: 2, stop: async () => ({ ...exit, atMs: Date.now() }) });
    const inForce = await rollingDeploy.inject({ runtime, role: 'stock' });
    const told = `stock: process 101 did not end in good order, but by ${how}.`;
    await expect(inForce.prove()).rejects.toThrow(told);
    await expect(inForce.heal()).rejects.toThrow(told);
  });

  test('that is ended early: what is under way is started again, and no more is replaced', async () => {
    const enough = new AbortController();
    const { promise: stopped, resolve: goOn } = Promise.withResolvers<void>();
    const runtime = fakeRuntime({
      instances: 2,
      async stop(role) {
        runtime.told.push(`stop ${role}`);
        await stopped;
        return { code: 0, signal: null, atMs: Date.now() };
      },
    });
    const inForce = await rollingDeploy.inject({ runtime, role: 'orders', endedEarly: enough.signal });
    enough.abort();
    const healing = inForce.heal();
    goOn();
    expect(await healing).toEqual([]);
    expect(runtime.told).toEqual(['stop orders', 'start orders']);
  });

  test('that is ended early while it rests: it rests no longer', async () => {
    const enough = new AbortController();
    const runtime = fakeRuntime({ instances: 2 });
    const inForce = await rollingDeploy.inject({
      ...{ runtime, role: 'orders', options: { restMs: 60_000 }, endedEarly: enough.signal },
    });
    await inForce.prove();
    const healing = inForce.heal();
    enough.abort();
    expect(await healing).toEqual([]);
    expect(runtime.told).toEqual(['stop orders', 'start orders']);
  });
});
