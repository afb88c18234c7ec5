/**
 * Elsewhere first: of several instances a retry asks those first at which the call has not failed yet. One of two that is
 * slow would otherwise be met by every second retry, too. After Envoy's PreviousHostsPredicate
 * (https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/retry/retry).
 */

/** All that are in turn, but those at which it has failed at the end. */
export function* elsewhereFirst<One>(
  inTurn: Iterable<One>,
  failedAt: ReadonlySet<One>,
): Generator<One, void> {
  const again: One[] = [];
  for (const one of inTurn) {
    if (failedAt.has(one)) again.push(one);
    else yield one;
  }
  yield* again;
}
