/** Compensation: what was done for an order is undone, the last step first. Every step may be repeated. */
import { asAppError } from '#shared/platform/errors.ts';
import type { CallContext } from '../call.ts';

export type Compensation = (orderId: string, context: CallContext) => Promise<void>;

/** Outcomes after which there is something to undo. */
const DONE: ReadonlySet<string> = new Set(['reserved', 'captured', 'booked']);

/** Notes how a step is undone, when it was done or nobody knows whether it was. */
export async function noting<Answer extends { outcome: string }>(
  toUndo: Compensation[],
  undo: Compensation,
  step: Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await step;
    if (DONE.has(answer.outcome)) toUndo.push(undo);
    return answer;
  } catch (error) {
    if (asAppError(error).effect === 'unknown') toUndo.push(undo);
    throw error;
  }
}

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
