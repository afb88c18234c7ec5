/**
 * Balancing: a service that runs as several instances is called at one after the other (round robin), each behind a
 * breaker of its own. An instance that refuses the connection, or whose circuit is open, has not been sent anything, so
 * the call goes to the next one at once: that is finding the service, and no retry. Whatever may have arrived somewhere is
 * not sent elsewhere; it fails, and whether it is tried again is for the retries, outside (and then where: elsewhere.ts). It
 * stands inside the deadline and outside the breakers.
 */
import { asAppError } from '#shared/platform/errors.ts';
import { roundRobin } from '#shared/platform/round-robin.ts';
import type { CallListener, Send } from '../call.ts';
import { isCircuitOpen, nothingWasSent } from '../http-client.ts';
import { elsewhereFirst } from './elsewhere.ts';

/** @param instances a way to each of them; of a single one, that way itself */
export function withBalancing(
  target: string,
  instances: readonly Send[],
  listener: Pick<CallListener, 'notCalled'>,
): Send {
  if (instances.length === 1) return instances[0]!;
  const inTurn = roundRobin(instances);
  // Theirs alone: who is passed over by a retry would else be the next for everybody.
  const inTurnOfRetries = roundRobin(instances);

  return async (call) => {
    const { failedAt } = call;
    const isRetry = failedAt !== undefined && failedAt.size > 0;
    let failure: unknown;
    for (const send of isRetry ? elsewhereFirst(inTurnOfRetries(), failedAt) : inTurn()) {
      try {
        return await send(call);
      } catch (thrown) {
        if (!nothingWasSent(target, thrown)) {
          failedAt?.add(send);
          throw thrown;
        }
        // An instance that could not be reached may be there at the next attempt; an open circuit says that there is no use.
        if (failure === undefined || asAppError(thrown).retriable) failure = thrown;
      }
    }
    if (isCircuitOpen(target, failure)) listener.notCalled(target);
    throw failure;
  };
}
