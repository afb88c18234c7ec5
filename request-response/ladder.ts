/** The rungs of this kitchen: which patterns its calls are made of. Each rung adds one to the rung below it. */
export const LADDER = ['naive', 'timeouts', 'retries', 'breakers', 'idempotent', 'accept-later'] as const;

export type Arm = (typeof LADDER)[number];

export const TOP: Arm = 'accept-later';

/**
 * Where the pattern that a rung adds is written; undoing what was done is business, and there from the lowest rung on, and
 * so is finding an instance of the service that is called.
 */
export const PATTERN_FILES: Readonly<Record<Arm, readonly string[]>> = {
  naive: ['patterns/balancing.ts', 'patterns/compensation.ts'],
  timeouts: ['patterns/timeout.ts', 'patterns/deadline.ts'],
  retries: ['patterns/retry.ts', 'patterns/retry-budget.ts', 'patterns/elsewhere.ts'],
  breakers: ['patterns/breaker.ts'],
  idempotent: ['patterns/idempotency-key.ts', 'patterns/recovery.ts'],
  'accept-later': ['patterns/accept-later.ts'],
};
