/** What `./lab chaos` and the lab that has a kitchen open say to each other: one JSON line a message, enums only. */
import { z } from 'zod';
import { FAULT_NAMES } from '../scenarios/scenario.ts';
import { faultTarget } from '../scenarios/target.ts';

export const LONGEST_SECONDS = 600;
/** A request is a short line; whoever sends more is not `./lab chaos`. */
export const LONGEST_LINE = 1_000;

/** The kitchen is the one at whose socket it is said. */
export const chaosRequest = faultTarget.extend({
  fault: z.enum(FAULT_NAMES),
  /** How it is done; what is left open is as the fault has it. */
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  forSeconds: z.int().min(1).max(LONGEST_SECONDS),
});
export type ChaosRequest = z.infer<typeof chaosRequest>;

export type ChaosAnswer =
  /** Not done at all: why, in a sentence; `isDown` when there is nothing left to break. It is the last answer. */
  | { refused: string; isDown?: true }
  /** Done, with what shows it. */
  | { inForce: readonly string[] }
  /** Over, with what shows that; `ok` when it was proven and healed. It is the last answer. */
  | { over: readonly string[]; ok: boolean };

export const toLine = (message: ChaosRequest | ChaosAnswer): string => `${JSON.stringify(message)}\n`;
