/** Compensation: what was done for an order is undone, the last step first. Every step may be repeated. */
import type { CallContext } from '../call.ts';

export type Compensation = (orderId: string, context: CallContext) => Promise<void>;

/** Undoes as much as it can, also after a failure. Rejects with the first failure: then it must be tried again. */
export async function compensate(done: readonly Compensation[], context: CallContext): Promise<void> {
  const failures: unknown[] = [];
  for (const undo of done.toReversed()) {
    try {
      await undo(context.orderId, context);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
