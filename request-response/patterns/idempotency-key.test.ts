import { expect, test } from '@jest/globals';
import type { Call } from '../call.ts';
import { withIdempotencyKey } from './idempotency-key.ts';

const context = { requestId: 'r', orderId: 'order-1', customerId: 'c' };

test.each([
  ['POST', 'order-1'],
  ['GET', undefined],
  ['DELETE', undefined],
] as const)('a %s of an order: its key is %s', async (method, key) => {
  const sent: Call[] = [];
  const send = withIdempotencyKey(async (call) => void sent.push(call));

  await send({ method, path: '/', context, attempt: 1 });
  await send({ method, path: '/', context, attempt: 2 });
  expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([key, key]);
});
