/** Keys that were sent more than once: what was answered each time. Most keys never are, and cost nothing here. */
import type { Operation } from '../../evidence/records.ts';

export type Asked = {
  /** As the first time, or another one. */
  body: 'same' | 'other';
  sentMs: number;
  answeredMs: number;
  /** 0 when there was no answer. */
  status: number;
  orderId: string | null;
  state: string | null;
};

/** An intent, as far as its key and its own answer go. */
type Answered = {
  sentMs: number | null;
  answeredMs: number | null;
  status: number;
  toldOrderId: string | null;
  toldState: string | null;
  asked: Asked[] | null;
  repeatedMs: number | null;
};
type Again = Extract<Operation, { kind: 'place' | 'repeat' }>;

/** Notes that an intent's key was sent again; to be called before the new answer is taken for the intent's own. */
export function noteAgain(intent: Answered, again: Again): void {
  intent.asked ??= [firstOf(intent)];
  const { sentMs, answeredMs, status, orderId, state } = again;
  const body = again.kind === 'repeat' ? again.body : 'same';
  intent.asked.push({ body, sentMs, answeredMs, status, orderId, state });
  if (again.kind === 'repeat')
    intent.repeatedMs = Math.min(intent.repeatedMs ?? Number.POSITIVE_INFINITY, sentMs);
}

const firstOf = ({ sentMs, answeredMs, status, toldOrderId, toldState }: Answered): Asked => ({
  body: 'same',
  sentMs: sentMs ?? Number.NaN,
  answeredMs: answeredMs ?? Number.NaN,
  status,
  orderId: toldOrderId,
  state: toldState,
});
