/** The rungs of this kitchen: which patterns its consumers are made of. Each rung adds one to the rung below it. */
export const LADDER = ['naive', 'at-least-once', 'idempotent', 'dead-letters', 'outbox'] as const;

export type Arm = (typeof LADDER)[number];

export const TOP: Arm = 'outbox';
