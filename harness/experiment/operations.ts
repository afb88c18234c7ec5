/** From what k6 wrote down to the operations that the audit reads: the schedule fills in what each order was. */
import { outcomeOf } from '../../load-tests/outcome.ts';
import { plannedOrder } from '../../load-tests/schedule.ts';
import type { LoadLine } from '../../load-tests/settings.ts';
import type { LoadShape } from '../../load-tests/shape.ts';
import type { Operation } from '../evidence/records.ts';
import { intendedStarts } from './intended-starts.ts';

type PlaceLine = Extract<LoadLine, { kind: 'place' }>;
export type Schedule = LoadShape & { seed: number; startMs: number; dropped: number };

/** All operations, in the order in which they ended. */
export function toOperations(lines: readonly LoadLine[], schedule: Schedule): Operation[] {
  const sentMs: (number | undefined)[] = [];
  for (const line of lines) {
    if (line.kind === 'place' && (line.attempt ?? 1) === 1) sentMs[line.index] = line.sentMs;
  }
  const intendedMs = intendedStarts({ ...schedule, sentMs });
  return lines
    .filter((line) => line.kind !== 'start')
    .map((line) => (line.kind === 'place' ? toPlace(line, schedule.seed, intendedMs[line.index]!) : line));
}

function toPlace(line: PlaceLine, seed: number, intendedMs: number): Operation {
  const { index, key, customerId, lines, cardToken } = plannedOrder(seed, line.index);
  const { sentMs, answeredMs, status, orderId, state, effect, attempt } = line;
  const outcome = outcomeOf(line);
  return {
    kind: 'place',
    ...{
      index,
      key,
      customerId,
      lines,
      cardToken,
      intendedMs,
      sentMs,
      answeredMs,
      status,
      outcome,
      orderId,
      state,
      effect,
    },
    ...(attempt === undefined ? {} : { attempt }),
  };
}
