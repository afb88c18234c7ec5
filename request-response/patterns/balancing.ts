/**
 * Balancing: a service that runs as several instances is called at one after the other (round robin), each behind a
 * breaker of its own. An instance that refuses the connection, or whose circuit is open, has not been sent anything, so
 * the call goes to the next one at once: that is finding the service, and no retry. Whatever may have arrived somewhere is
 * not sent elsewhere; it fails, and whether it is tried again is for the retries, outside. It stands inside the deadline
 * and outside the breakers.
 */
import { asAppError } from '#shared/platform/errors.ts';
import type { CallListener, Send } from '../call.ts';
import { isCircuitOpen, nothingWasSent } from '../http-client.ts';

/** @param instances a way to each of them; of a single one, that way itself */
export function withBalancing(
  target: string,
  instances: readonly Send[],
  listener: Pick<CallListener, 'notCalled'>,
): Send {
  if (instances.length === 1) return instances[0]!;
  let next = 0;

  return async (call) => {
    const first = next;
    let failure: unknown;
    for (let tried = 0; tried < instances.length; tried += 1) {
      const instance = (first + tried) % instances.length;
      next = (instance + 1) % instances.length;
      try {
        return await instances[instance]!(call);
      } catch (thrown) {
        if (!nothingWasSent(target, thrown)) throw thrown;
        // An instance that could not be reached may be there at the next attempt; an open circuit says that there is no use.
        if (failure === undefined || asAppError(thrown).retriable) failure = thrown;
      }
    }
    if (isCircuitOpen(target, failure)) listener.notCalled(target);
    throw failure;
  };
}
