/** What every service of this kitchen reads from its environment. */
import type { z } from 'zod';
import { wholeNumber } from '#shared/platform/config.ts';
import { kitchenConfig, type KitchenConfig as OfAnyKitchen } from '#shared/platform/kitchen-config.ts';
import { type Arm, LADDER, TOP } from './ladder.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

/** A breaker that is set otherwise than ours: to show what comes of one that is set wrongly. */
const breakerSwitches = {
  /** The patience with each attempt of a call between services, and when it is over the attempt has failed. */
  BREAKER_TIMEOUT_MS: wholeNumber(1, 60_000).optional(),
  BREAKER_VOLUME_THRESHOLD: wholeNumber(1, 10_000).optional(),
  BREAKER_ERROR_PERCENT: wholeNumber(1, 100).optional(),
};

export type KitchenConfig = OfAnyKitchen<Arm, Mutant> & z.output<z.ZodObject<typeof breakerSwitches>>;

const KITCHEN = { ladder: LADDER, top: TOP, mutants: MUTANTS, switches: breakerSwitches } as const;

export const readKitchenConfig = <More extends z.ZodRawShape>(more: More) =>
  kitchenConfig(KITCHEN, more) as KitchenConfig & z.output<z.ZodObject<More>>;
