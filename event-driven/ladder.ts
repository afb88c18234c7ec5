/** The rungs of this kitchen: which patterns its consumers are made of. Each rung adds one to the rung below it. */
export const LADDER = ['naive', 'at-least-once', 'idempotent', 'dead-letters', 'outbox'] as const;

export type Arm = (typeof LADDER)[number];

export const TOP: Arm = 'outbox';

/** What a rung adds to the one below it; the lowest has what it must have to work at all. Without tests. */
export const PATTERN_FILES: Record<Arm, readonly string[]> = {
  naive: ['patterns/failures/losing.ts', 'patterns/publishing/dual-write.ts'],
  'at-least-once': ['patterns/failures/blocking.ts', 'patterns/failures/retry.ts'],
  idempotent: ['patterns/receiving/inbox.ts', 'patterns/receiving/charge-key.ts'],
  'dead-letters': ['patterns/failures/dead-letters.ts'],
  outbox: ['patterns/publishing/outbox.ts', 'patterns/publishing/relay.ts', 'patterns/publishing/leading.ts'],
};
