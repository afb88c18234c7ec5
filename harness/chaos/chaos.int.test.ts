import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { ARMS } from '../experiment/arms.ts';
import { type FakeRuntime, fakeRuntime } from '../experiment/testing/fake-runtime.ts';
import { waitUntil } from '../wait-until.ts';
import { askForChaos } from './ask.ts';
import { type Control, openControl } from './control.ts';
import type { ChaosAnswer, ChaosRequest } from './messages.ts';
import { withShortPath } from './socket.ts';

const BOUND = { timeoutMs: 10_000, everyMs: 5 };
const KILL: ChaosRequest = { fault: 'kill', role: 'payments', forSeconds: 1 };
const LONG: ChaosRequest = { ...KILL, forSeconds: 600 };

let upFolder: string;
let kitchenFolder: string;
let kitchen: FakeRuntime;
let control: Control;
let told: ChaosAnswer[];
beforeEach(async () => {
  upFolder = mkdtempSync(join(tmpdir(), 'chaos-'));
  // Longer than what a socket's address can hold.
  kitchenFolder = join(upFolder, 'k'.repeat(120), 'rr');
  mkdirSync(kitchenFolder, { recursive: true });
  kitchen = fakeRuntime();
  control = await openControl(kitchen, kitchenFolder, { arm: ARMS.rr });
  told = [];
});
afterEach(async () => {
  await control.close();
  rmSync(upFolder, { recursive: true, force: true });
});

const ask = (request: ChaosRequest, signal = new AbortController().signal) =>
  askForChaos(upFolder, 'rr', request, { signal, tell: (answer) => void told.push(answer) });
const broken = () => waitUntil(() => told.some((answer) => 'inForce' in answer), BOUND);

describe('chaos', () => {
  test('a fault is done, proven, and healed after its time', async () => {
    await ask(KILL);
    expect(kitchen.told).toEqual(['kill payments', 'start payments']);
    expect(told).toEqual([
      { inForce: ['process 101 ended by SIGKILL', expect.stringContaining('refuses connections')] },
      { over: ['process 102 started and is ready'], ok: true },
    ]);
  });

  test('the one who asked has had enough: healed at once, and told so', async () => {
    const enough = new AbortController();
    const asking = ask(LONG, enough.signal);
    await broken();
    enough.abort();
    await asking;
    expect(kitchen.told).toEqual(['kill payments', 'start payments']);
    expect(told.at(-1)).toMatchObject({ over: ['process 102 started and is ready'] });
  });

  test('the one who asked is gone without a word: healed', async () => {
    await withShortPath(kitchenFolder, async (path) => {
      const rude = connect({ path });
      rude.write(`${JSON.stringify(LONG)}\n`);
      await waitUntil(() => kitchen.told.includes('kill payments'), BOUND);
      rude.destroy();
    });
    expect(await waitUntil(() => kitchen.told.includes('start payments'), BOUND)).toBe(true);
  });

  test('the kitchen closes meanwhile: healed first', async () => {
    const asking = ask(LONG);
    await broken();
    await control.close();
    expect(kitchen.told).toEqual(['kill payments', 'start payments']);
    await expect(asking).resolves.toBeUndefined();
  });

  test('a role that is broken already, a role that is not there, a fault of another role: refused, and nothing is done', async () => {
    const enough = new AbortController();
    const asking = ask(LONG, enough.signal);
    await broken();
    const refusal = (request: ChaosRequest) => ask(request).catch((error: unknown) => error);
    expect(await refusal(KILL)).toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining('already'),
    });
    expect(await refusal({ ...KILL, instance: 2 })).toMatchObject({
      exitCode: EXIT.usage,
      message: 'There is no payments@2: there is 1 instance of payments.',
    });
    expect(await refusal({ ...KILL, role: 'kafka' })).toMatchObject({
      message: 'The request-response kitchen has no kafka.',
    });
    expect(await refusal({ ...KILL, fault: 'bank-slow' })).toMatchObject({
      message: 'bank-slow is done to bank only.',
    });
    expect(await refusal({ ...KILL, fault: 'cut', to: 'bank' })).toMatchObject({
      message: expect.stringContaining('`./lab up … --hops` opens one'),
    });
    expect(kitchen.told).toEqual(['kill payments']);
    enough.abort();
    await asking;
  });

  test('a fault that can not be seen on the rung that the kitchen stands on: refused', async () => {
    await control.close();
    kitchen = fakeRuntime({ side: 'ed' });
    const folder = join(upFolder, 'kitchen', 'ed');
    mkdirSync(folder, { recursive: true });
    const swap: ChaosRequest = { fault: 'reorder', role: 'customers', forSeconds: 1 };
    control = await openControl(kitchen, folder, { arm: 'dead-letters' });
    const asking = askForChaos(upFolder, 'ed', swap, {
      signal: new AbortController().signal,
      tell: () => undefined,
    });
    await expect(asking).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: expect.stringContaining(
        'below the rung outbox of the event-driven ladder, and so not on dead-letters',
      ),
    });
    expect(kitchen.told).toEqual([]);
  });

  test('a bank that is killed can not be made slow: it could not be told', async () => {
    const enough = new AbortController();
    const asking = ask({ ...LONG, role: 'bank' }, enough.signal);
    await broken();
    await expect(ask({ fault: 'bank-slow', role: 'bank', forSeconds: 1 })).rejects.toMatchObject({
      message: 'bank is being broken already: kill is healed first.',
    });
    enough.abort();
    await asking;
  });

  test('what needs the one that is being broken: refused until it is whole', async () => {
    const poison: ChaosRequest = { fault: 'poison', role: 'payments', forSeconds: 1 };
    const enough = new AbortController();
    const asking = ask(LONG, enough.signal);
    await broken();
    await expect(ask(poison)).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: 'poison needs payments@1, and kill stops it: kill is healed first.',
    });
    await expect(ask({ ...poison, role: 'stock' })).rejects.toMatchObject({ exitCode: EXIT.failed });
    enough.abort();
    await asking;
  });

  test('the way to one that is stopped: refused, since nobody would answer on it', async () => {
    await control.close();
    kitchen = fakeRuntime({ hops: true });
    control = await openControl(kitchen, kitchenFolder, { arm: ARMS.rr });
    const enough = new AbortController();
    const asking = ask(LONG, enough.signal);
    await broken();
    await expect(ask({ fault: 'cut', role: 'orders', to: 'payments', forSeconds: 1 })).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message: 'nobody would answer on orders:payments, since kill stops payments: kill is healed first.',
    });
    enough.abort();
    await asking;
  });

  test('what is down, and needed by a fault of another: refused as something that is not there', async () => {
    await control.close();
    const there = fakeRuntime();
    kitchen = fakeRuntime({ instance: (role) => (role === 'postgres' ? undefined : there.instance(role)) });
    control = await openControl(kitchen, kitchenFolder, { arm: ARMS.rr });
    await expect(ask({ fault: 'poison', role: 'stock', forSeconds: 1 })).rejects.toMatchObject({
      exitCode: EXIT.unavailable,
      message: 'postgres is down, and poison needs it.',
    });
  });

  test('a role that is down already: refused as something that is not there', async () => {
    await control.close();
    kitchen = fakeRuntime({ instance: () => undefined });
    control = await openControl(kitchen, kitchenFolder, { arm: ARMS.rr });
    await expect(ask(KILL)).rejects.toMatchObject({
      exitCode: EXIT.unavailable,
      message: 'payments is down already: there is nothing to break.',
    });
    expect(kitchen.told).toEqual([]);
  });

  describe('with two of each service', () => {
    const ROLL: ChaosRequest = { fault: 'rolling-deploy', role: 'services', forSeconds: 1 };
    const reopen = async (more: Parameters<typeof fakeRuntime>[0] = {}) => {
      await control.close();
      kitchen = fakeRuntime({ instances: 2, ...more });
      control = await openControl(kitchen, kitchenFolder, { arm: ARMS.rr });
    };

    test.each<[string, ChaosRequest, string]>([
      ['one of its instances', { ...KILL, instance: 2 }, 'payments@2'],
      ['another way to stop its first one', { ...KILL, fault: 'pause', instance: 1 }, 'payments@1'],
      ['a rolling deploy of all services', ROLL, 'services'],
    ])('a role is broken: %s waits until it is healed', async (_what, request, target) => {
      await reopen();
      const enough = new AbortController();
      const asking = ask(LONG, enough.signal);
      await broken();
      const before = [...kitchen.told];
      await expect(ask(request)).rejects.toMatchObject({
        exitCode: EXIT.usage,
        message: `${target} is being broken already: kill is healed first.`,
      });
      expect(kitchen.told).toEqual(before);
      enough.abort();
      await asking;
    });

    test('an instance is broken: the other one can be, too', async () => {
      await reopen();
      const enough = new AbortController();
      const asking = ask({ ...LONG, instance: 2 }, enough.signal);
      await broken();
      await ask({ ...KILL, instance: 1 });
      expect(kitchen.told).toEqual(['kill payments@2', 'kill payments', 'start payments']);
      enough.abort();
      await asking;
    });

    test('a rolling deploy that rests, and the one who asked has had enough: no more is replaced', async () => {
      await reopen();
      const enough = new AbortController();
      const asking = ask({ ...ROLL, with: { restMs: 60_000 }, forSeconds: 600 }, enough.signal);
      await broken();
      enough.abort();
      await asking;
      expect(kitchen.told).toEqual(['stop orders', 'start orders']);
    });

    test('a rolling deploy of all services, one instance of which is down: refused as something that is not there', async () => {
      const there = fakeRuntime({ instances: 2 });
      await reopen({ instance: (role) => (role === 'stock@2' ? undefined : there.instance(role)) });
      await expect(ask(ROLL)).rejects.toMatchObject({
        exitCode: EXIT.unavailable,
        message: 'stock@2 is down already: there is nothing to break.',
      });
      expect(kitchen.told).toEqual([]);
    });
  });

  test.each([
    ['not a fault', '{"fault":"format","role":"bank","forSeconds":1}'],
    ['more than was asked for', '{"fault":"kill","role":"bank","forSeconds":1,"command":"ls"}'],
    ['no JSON', 'kill bank'],
    ['an endless line', 'x'.repeat(5_000)],
  ])('%s: refused', async (_what, line) => {
    const answer = await withShortPath(kitchenFolder, async (path) => {
      const socket = connect({ path });
      socket.write(`${line}\n`);
      let text = '';
      for await (const more of socket) text += String(more);
      return text;
    });
    expect(JSON.parse(answer)).toEqual({ refused: 'This is not a request that the lab knows.' });
    expect(kitchen.told).toEqual([]);
  });

  test('the socket is for its owner only', () => {
    expect(statSync(join(kitchenFolder, 'control.sock')).mode & 0o777).toBe(0o600);
  });

  test('no kitchen is open: says what opens one', async () => {
    await control.close();
    await expect(ask(KILL)).rejects.toMatchObject({
      exitCode: EXIT.unavailable,
      message: 'No request-response kitchen is open.',
    });
  });
});
