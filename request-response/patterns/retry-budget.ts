/**
 * Retry budget: a token bucket that keeps retries a small share of the calls. When a service is down for everybody,
 * retrying everything would only triple its load. After Finagle's RetryBudget (20 % of the calls and a reserve a second
 * for clients that call seldom: https://twitter.github.io/finagle/guide/Clients.html#retries); Google's SRE book, ch. 21,
 * gives 10 % as the share per client.
 */

export type RetryBudget = {
  /** A call has begun: it earns a share of a retry. */
  deposit(): void;
  /** Pays for one retry, when there is enough. */
  take(): boolean;
};

export function createRetryBudget(options: {
  /** Retries earned by each call. */
  share: number;
  /** Retries earned by each second, whatever the load. */
  perSecond: number;
  /** What can be saved up at most. */
  most: number;
  nowMs?: () => number;
}): RetryBudget {
  const { share, perSecond, most, nowMs = () => performance.now() } = options;
  let tokens = Math.min(most, perSecond);
  let filledMs = nowMs();

  const earn = (amount: number): void => {
    tokens = Math.min(most, tokens + amount);
  };
  return {
    deposit: () => earn(share),
    take() {
      const now = nowMs();
      earn(((now - filledMs) / 1000) * perSecond);
      filledMs = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
