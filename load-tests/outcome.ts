/** What an answer means to the client. */

/** `unknown`: timed out or cut off, so the order may or may not exist. */
export const OUTCOMES = ['accepted', 'refused', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Whether a client without mercy asks again: not for what is its own mistake, or the business's no. */
export function asksAgain(answer: { status: number; effect: 'none' | 'unknown' | null }): boolean {
  const mistake = answer.status >= 400 && answer.status < 500;
  return outcomeOf(answer) !== 'accepted' && (!mistake || answer.status === 409 || answer.status === 429);
}

/**
 * No answer is `unknown`, even after "connection refused": with an Idempotency-Key Go's HTTP client may have sent the
 * request before, on a connection that then broke. A 5xx counts as a refusal only when it says that nothing was done.
 */
export function outcomeOf({
  status,
  effect,
}: {
  status: number;
  effect: 'none' | 'unknown' | null;
}): Outcome {
  if (status === 201 || status === 202) return 'accepted';
  if (status >= 400 && status < 500) return 'refused';
  return status >= 500 && effect === 'none' ? 'refused' : 'unknown';
}
