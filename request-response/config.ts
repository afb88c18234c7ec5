/** What every service of this kitchen reads from its environment. */
import type { z } from 'zod';
import { kitchenConfig, type KitchenConfig as OfAnyKitchen } from '#shared/platform/kitchen-config.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

export type KitchenConfig = OfAnyKitchen<Mutant>;

export const readKitchenConfig = <More extends z.ZodRawShape>(more: More) => kitchenConfig(MUTANTS, more);
