import { describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import type { Call, Send } from '../call.ts';
import { withBalancing } from './balancing.ts';

const CALL: Call = {
  method: 'POST',
  path: '/reservations',
  context: { requestId: 'r', orderId: 'o', customerId: 'c' },
  attempt: 1,
};
const unreachable = new AppError('unavailable', 'stock_unreachable', 'nobody listens');
const open = new AppError('unavailable', 'stock_circuit_open', 'not called', { retriable: false });

/** Instances that answer with their number, or fail so; where the calls went, and how many were told to be no call. */
function given(...failures: (AppError | null)[]) {
  const went: number[] = [];
  let notCalled = 0;
  const instances = failures.map((_failure, index): Send => {
    return async () => {
      went.push(index + 1);
      const failure = failures[index];
      if (failure != null) throw failure;
      return index + 1;
    };
  });
  const listener = {
    notCalled: () => {
      notCalled += 1;
    },
  };
  const send = withBalancing('stock', instances, listener);
  return { send, failures, instances, went, notCalled: () => notCalled };
}

async function times(count: number, send: Send): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let time = 0; time < count; time += 1) answers.push(await send(CALL));
  return answers;
}

describe('balancing', () => {
  test('a single instance: the way to it, unchanged', () => {
    const { send, instances } = given(null);
    expect(send).toBe(instances[0]);
  });

  test('several: one after the other', async () => {
    const { send } = given(null, null, null);
    expect(await times(4, send)).toEqual([1, 2, 3, 1]);
  });

  test.each([
    ['takes no connection', unreachable],
    ['has an open circuit', open],
  ])('one %s: passed over, and the others share evenly', async (_what, failure) => {
    const { send, notCalled } = given(null, failure, null);
    expect(await times(4, send)).toEqual([1, 3, 1, 3]);
    expect(notCalled()).toBe(0);
  });

  test('one is back: it has its share again', async () => {
    const { send, failures } = given(unreachable, null);
    expect(await times(2, send)).toEqual([2, 2]);
    failures[0] = null;
    expect(await times(2, send)).toEqual([1, 2]);
  });

  test('calls at the same moment: spread, too', async () => {
    const { send } = given(null, null);
    expect(await Promise.all([send(CALL), send(CALL), send(CALL)])).toEqual([1, 2, 1]);
  });

  test.each([
    ['times out', new AppError('timeout', 'stock_timeout', 'too late')],
    ['breaks the connection', new AppError('unavailable', 'stock_cut_off', 'reset', { effect: 'unknown' })],
    ['answers that it failed, without effect', new AppError('unavailable', 'stock_failed', '503')],
    ['says that somebody else is not there', new AppError('unavailable', 'bank_unreachable', '503')],
    ['refuses', new AppError('conflict', 'already_undone', '409')],
  ])('one %s: that is told, and no other is called', async (_what, failure) => {
    const { send, went } = given(failure, null);
    await expect(send(CALL)).rejects.toBe(failure);
    expect(went).toEqual([1]);
  });

  const timeout = new AppError('timeout', 'stock_timeout', 'too late');
  const another = (): Call => ({ ...CALL, failedAt: new Set<Send>() });

  test('tried again: each time where it has not failed yet', async () => {
    const { send, went } = given(timeout, timeout, null);
    const call = another();
    await expect(send(call)).rejects.toBe(timeout);
    await expect(send({ ...call, attempt: 2 })).rejects.toBe(timeout);
    expect(await send({ ...call, attempt: 3 })).toBe(3);
    expect(went).toEqual([1, 2, 3]);
  });

  test('tried again when it has failed everywhere: at whoever is in turn', async () => {
    const { send, went } = given(timeout, timeout);
    const call = another();
    for (const attempt of [1, 2, 3]) await expect(send({ ...call, attempt })).rejects.toBe(timeout);
    expect(went).toEqual([1, 2, 1]);
  });

  test('tried again where others take no connection: at the same one once more', async () => {
    const { send, went } = given(timeout, unreachable);
    const call = another();
    await expect(send(call)).rejects.toBe(timeout);
    await expect(send({ ...call, attempt: 2 })).rejects.toBe(timeout);
    expect(went).toEqual([1, 2, 1]);
  });

  test('what is tried again takes nobody else’s turn', async () => {
    const { send } = given(null, timeout);
    const first: unknown[] = [];
    for (let time = 0; time < 6; time += 1) {
      const call = another();
      first.push(await send(call).catch(() => 2));
      if (call.failedAt!.size > 0) expect(await send({ ...call, attempt: 2 })).toBe(1);
    }
    expect(first).toEqual([1, 2, 1, 2, 1, 2]);
  });

  test('all circuits are open: refused so, each asked once, and told once', async () => {
    const { send, went, notCalled } = given(open, open);
    await expect(send(CALL)).rejects.toBe(open);
    expect(went).toEqual([1, 2]);
    expect(notCalled()).toBe(1);
  });

  test.each([[[unreachable, open]], [[open, unreachable]]])(
    'none can be reached, one was tried: unreachable, so that it is tried again',
    async (failures) => {
      const { send, notCalled } = given(...failures);
      await expect(send(CALL)).rejects.toBe(unreachable);
      expect(notCalled()).toBe(0);
    },
  );
});
