/** What a scenario says of some rungs of a ladder only: an expectation, or what it predicts. */
import { z } from 'zod';

/** Names of rungs; every one, where nothing is said. */
export const rungs = z.array(z.string()).min(1).optional();

/** Whether what is said of these rungs is said of a side that stands on this one. */
export const isSaidOf = (said: z.infer<typeof rungs>, rung: string): boolean =>
  said === undefined || said.includes(rung);
