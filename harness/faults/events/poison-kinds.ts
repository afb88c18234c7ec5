/** The kinds of poison, by name alone, for those who choose one: their bytes are in poison-payloads.ts. */
export const POISON_KINDS = ['malformed', 'unknown-event', 'always-throws', 'oversize'] as const;
export type PoisonKind = (typeof POISON_KINDS)[number];
