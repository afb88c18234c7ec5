/**
 * Idempotency-Key: every attempt of a call carries the same key, so that the callee does it once however often it comes.
 * There is one such call per order and callee, so the order's id is the key; payments passes it on to the bank. It stands
 * outside the retries, whose attempts are then all the same call.
 */
import type { Send } from '../call.ts';

export function withIdempotencyKey(send: Send): Send {
  // A GET changes nothing, and a DELETE leaves nothing to delete twice.
  return (call) => send(call.method === 'POST' ? { ...call, idempotencyKey: call.context.orderId } : call);
}
