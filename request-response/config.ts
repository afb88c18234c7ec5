/** What every service of this kitchen reads from its environment. */
import type { z } from 'zod';
import { kitchenConfig, type KitchenConfig as OfAnyKitchen } from '#shared/platform/kitchen-config.ts';
import { type Arm, LADDER, TOP } from './ladder.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

export type KitchenConfig = OfAnyKitchen<Arm, Mutant>;

const KITCHEN = { ladder: LADDER, top: TOP, mutants: MUTANTS } as const;

export const readKitchenConfig = <More extends z.ZodRawShape>(more: More) => kitchenConfig(KITCHEN, more);
