/** What every service of this kitchen reads from its environment. */
import { z } from 'zod';
import { kitchenConfig, type KitchenConfig as OfAnyKitchen } from '#shared/platform/kitchen-config.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

/** How long the relay waits for company before it publishes. */
export const lingerMs = z.coerce.number().int().min(0).max(1_000);

/** `host:port`, several with commas. */
export const kafkaBrokers = z
  .string()
  .regex(/^[^:,\s]+:\d+(,[^:,\s]+:\d+)*$/, 'must be host:port, several with commas');

const ofThisKitchen = {
  KAFKA_BROKERS: kafkaBrokers,
  RELAY_LINGER_MS: lingerMs.default(0),
};

export type KitchenConfig = OfAnyKitchen<Mutant> & z.output<z.ZodObject<typeof ofThisKitchen>>;

export const readKitchenConfig = <More extends z.ZodRawShape>(more: More) =>
  kitchenConfig(MUTANTS, { ...ofThisKitchen, ...more }) as KitchenConfig & z.output<z.ZodObject<More>>;
