/**
 * Circuit breaker: while a service is known to be down it is not called, so that callers are refused at once and it can
 * come up in peace. It counts attempts, so it stands inside the retries and outside the timeout.
 */
import { asAppError } from '#shared/platform/errors.ts';
import type { BreakerState, CallListener, Send } from '../call.ts';
import { type Breaker, type BreakerSettings, createBreaker } from '../http-client.ts';

/** A breaker for one instance of a dependency, which tells the listener of its changes. */
export function breakerFor(
  target: string,
  listener: BreakerListener,
  { instance = 1, ...settings }: BreakerSettings & { instance?: number } = {},
): Breaker {
  listener.breakerMade(target, instance);
  const events = {
    tellsThatItIsDown,
    changed: (state: BreakerState) => listener.breakerChanged(target, instance, state),
    refused: () => listener.notCalled(target),
  };
  return createBreaker(target, events, settings);
}

export type BreakerListener = Pick<CallListener, 'notCalled' | 'breakerMade' | 'breakerChanged'>;

/** On the rungs below: everybody is called, whatever became of the calls before. */
export const letThrough: Breaker = (work) => work();

export function withBreaker(breaker: Breaker, send: Send): Send {
  return (call) => breaker(() => send(call));
}

/**
 * A 4xx is an answer: it counts as a success, and it also closes a half-open circuit, which is right because only a
 * service that is up gives it. No error that arises on this side may get here as "up": see deadline.ts.
 */
export function tellsThatItIsDown(thrown: unknown): boolean {
  const { kind } = asAppError(thrown);
  return kind === 'unavailable' || kind === 'timeout' || kind === 'internal';
}
