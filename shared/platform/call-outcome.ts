/**
 * How a call to another service ended, in the same words whichever client made it: a label of metrics, and in logs.
 * The error that the caller gets says more (its code, what is known of the effect); this says what happened on the wire.
 */
export type CallOutcome =
  | 'ok' // 2xx
  | 'client_error' // any other answer below 500: the service is up, and refuses
  | 'server_error' // 5xx
  | 'timeout' // no complete answer in time
  | 'unreachable' // no connection was to be had: nothing was sent
  | 'cut_off' // the connection broke, or what came can't be read
  | 'circuit_open'; // not called at all: its breaker is open

export function outcomeOfAnswer(status: number): CallOutcome {
  if (status >= 200 && status < 300) return 'ok';
  return status < 500 ? 'client_error' : 'server_error';
}
