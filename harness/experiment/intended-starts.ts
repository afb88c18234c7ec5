import { type LoadShape, scheduleOf } from '../../load-tests/shape.ts';

/**
 * When the open-model schedule wanted each order to start. k6 does not tell: it numbers the iterations that it started,
 * and counts those that it dropped because no virtual user was free. Iteration `index` took the slot
 * `index + drops before it`, and when a slot was due is in the schedule (load-tests/shape.ts).
 *
 * The drops before an iteration follow from the starts. An iteration never starts before its slot, so how late it is
 * bounds the drops before it from above; drops only grow, so a later iteration that is less late bounds it, too; and
 * they are never more than k6 counted in all. Without drops the answer is exact. With drops it can place an order's
 * start too late, never too early; a run with more than 1 % of drops does not count anyway.
 */
export function intendedStarts(
  load: LoadShape & {
    startMs: number;
    /** What k6 counted as dropped. */
    dropped: number;
    /** Actual starts, by index; undefined where none is known. */
    sentMs: readonly (number | undefined)[];
  },
): number[] {
  const { startMs, dropped, sentMs } = load;
  const schedule = scheduleOf(load);
  const intended: number[] = new Array(sentMs.length);
  let dropsBefore = dropped;
  for (let index = sentMs.length - 1; index >= 0; index--) {
    const sent = sentMs[index];
    if (sent !== undefined) {
      const slotsLate = Math.floor(schedule.slotAt(sent - startMs) - index);
      dropsBefore = Math.max(0, Math.min(dropsBefore, slotsLate));
    }
    intended[index] = startMs + schedule.dueMs(index + dropsBefore);
  }
  return intended;
}
