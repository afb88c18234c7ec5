/** What every service of a kitchen reads beside what all services read: its database, and a mutant for tests of the audit. */
import { z } from 'zod';
import { ConfigError, commonConfig, postgresUrl, readConfig } from './config.ts';

const shape = {
  ...commonConfig,
  DATABASE_URL: postgresUrl,
  ALLOW_MUTANTS: z.string().optional(),
};

export type KitchenConfig<Mutant extends string> = z.output<z.ZodObject<typeof shape>> & {
  MUTANT?: Mutant | undefined;
};

/** @throws {ConfigError} also for a mutant that nobody allowed: they are never part of a comparison */
export function kitchenConfig<Mutant extends string, More extends z.ZodRawShape>(
  mutants: readonly Mutant[],
  more: More,
  environment: NodeJS.ProcessEnv = process.env,
): KitchenConfig<Mutant> & z.output<z.ZodObject<More>> {
  const whole = { ...shape, MUTANT: z.enum(mutants).optional(), ...more };
  const config = readConfig(whole, environment) as KitchenConfig<Mutant> & z.output<z.ZodObject<More>>;
  if (config.MUTANT !== undefined && config.ALLOW_MUTANTS !== 'yes') {
    throw new ConfigError(['MUTANT is for tests only, and refused without ALLOW_MUTANTS=yes']);
  }
  return config;
}
