/** What every service of this kitchen reads from its environment, beside what all services read. */
import { z } from 'zod';
import { ConfigError, commonConfig, postgresUrl, readConfig } from '#shared/platform/config.ts';
import { MUTANTS } from './mutants.ts';

/** How long the relay waits for company before it publishes. */
export const lingerMs = z.coerce.number().int().min(0).max(1_000);

const shape = {
  ...commonConfig,
  DATABASE_URL: postgresUrl,
  /** `host:port`, several with commas. */
  KAFKA_BROKERS: z.string().regex(/^[^:,\s]+:\d+(,[^:,\s]+:\d+)*$/, 'must be host:port, several with commas'),
  RELAY_LINGER_MS: lingerMs.default(0),
  MUTANT: z.enum(MUTANTS).optional(),
  ALLOW_MUTANTS: z.string().optional(),
};

export type KitchenConfig = z.output<z.ZodObject<typeof shape>>;

/** @throws {ConfigError} also for a mutant that nobody allowed: they are for tests of the audit only */
export function readKitchenConfig<More extends z.ZodRawShape>(
  more: More,
): KitchenConfig & z.output<z.ZodObject<More>> {
  const config = readConfig({ ...shape, ...more }) as KitchenConfig & z.output<z.ZodObject<More>>;
  if (config.MUTANT !== undefined && config.ALLOW_MUTANTS !== 'yes') {
    throw new ConfigError(['MUTANT is for tests only, and refused without ALLOW_MUTANTS=yes']);
  }
  return config;
}
