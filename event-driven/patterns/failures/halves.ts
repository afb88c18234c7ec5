/** Finds in a batch that failed the message that is to blame, so that only that one is put aside. */
import type { ConsumedMessage } from '../../messaging.ts';
import type { Handler, Incoming, Outcome } from '../receiving/handling.ts';

/** What becomes of a message that can't be handled; each rung has its own answer. */
export type PutAside = (
  message: ConsumedMessage | Incoming,
  error: unknown,
  signal: AbortSignal,
) => Promise<Outcome>;

/** Handles a batch that failed by halves, in their order, down to the single message. */
export function byHalves(putAside: PutAside, handler: Handler): Handler {
  const handle: Handler = async (batch, signal) => {
    try {
      return await handler(batch, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (batch.length === 1) return [await putAside(batch[0]!, error, signal)];
      const middle = batch.length >> 1;
      const first = await handle(batch.slice(0, middle), signal);
      return [...first, ...(await handle(batch.slice(middle), signal))];
    }
  };
  return handle;
}
