/** The rungs of this kitchen: which patterns its calls are made of. Each rung adds one to the rung below it. */
export const LADDER = ['naive', 'timeouts', 'retries', 'breakers', 'idempotent'] as const;

export type Arm = (typeof LADDER)[number];

export const TOP: Arm = 'idempotent';
