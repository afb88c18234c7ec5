/** A token bucket per customer: `perSecond` requests a second on average, `burst` at once. */

type Bucket = { tokens: number; atMs: number };

export type RateLimit = {
  /** Takes one token. Returns 0, or in how many seconds there will be one. */
  take(customerId: string, nowMs: number): number;
};

export function createRateLimit(options: {
  perSecond: number;
  burst: number;
  maxCustomers?: number;
}): RateLimit {
  const { perSecond, burst, maxCustomers = 50_000 } = options;
  // In the order of last use: a bucket that is taken from moves to the end.
  const buckets = new Map<string, Bucket>();

  return {
    take(customerId, nowMs) {
      const bucket = buckets.get(customerId) ?? { tokens: burst, atMs: nowMs };
      bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
      bucket.atMs = nowMs;
      buckets.delete(customerId);
      buckets.set(customerId, bucket);
      if (buckets.size > maxCustomers) buckets.delete(buckets.keys().next().value!);
      if (bucket.tokens < 1) return (1 - bucket.tokens) / perSecond;
      bucket.tokens -= 1;
      return 0;
    },
  };
}
