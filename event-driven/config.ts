/** What every service of this kitchen reads from its environment. */
import { z } from 'zod';
import { kitchenConfig, type KitchenConfig as OfAnyKitchen } from '#shared/platform/kitchen-config.ts';
import { type Arm, LADDER, TOP } from './ladder.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

/**
 * How long a relay waits for company before it publishes. Orders come in one by one, and whatever leaves their service
 * together stays together on its whole way: this one linger makes every later fetch, transaction and publication cheaper,
 * so nobody else lingers.
 */
export const LINGER_MS = { orders: 25, others: 0 } as const;
export const lingerMs = z.coerce.number().int().min(0).max(1_000);

/** `host:port`, several with commas. */
export const kafkaBrokers = z
  .string()
  .regex(/^[^:,\s]+:\d+(,[^:,\s]+:\d+)*$/, 'must be host:port, several with commas');

const ofThisKitchen = {
  KAFKA_BROKERS: kafkaBrokers,
  RELAY_LINGER_MS: lingerMs.default(LINGER_MS.others),
};

export type KitchenConfig = OfAnyKitchen<Arm, Mutant> & z.output<z.ZodObject<typeof ofThisKitchen>>;

const KITCHEN = { ladder: LADDER, top: TOP, mutants: MUTANTS } as const;

export const readKitchenConfig = <More extends z.ZodRawShape>(more: More) =>
  kitchenConfig(KITCHEN, { ...ofThisKitchen, ...more }) as KitchenConfig & z.output<z.ZodObject<More>>;
