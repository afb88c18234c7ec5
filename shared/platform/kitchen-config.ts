/**
 * What every service of a kitchen reads beside what all services read: its database, its rung of the ladder of patterns, and
 * switches for tests: a mutant, a place to die, and what else its kitchen has.
 */
import { z } from 'zod';
import { ConfigError, commonConfig, postgresUrl, readConfig } from './config.ts';
import { FAILPOINTS } from './failpoints.ts';

const shape = {
  ...commonConfig,
  DATABASE_URL: postgresUrl,
  FAILPOINT: z.enum(FAILPOINTS).optional(),
  ALLOW_TEST_SWITCHES: z.string().optional(),
};

export type KitchenConfig<Arm extends string, Mutant extends string> = z.output<z.ZodObject<typeof shape>> & {
  ARM: Arm;
  MUTANT?: Mutant | undefined;
};

/** @throws {ConfigError} also for a test switch that nobody allowed: they are never part of a comparison */
export function kitchenConfig<Arm extends string, Mutant extends string, More extends z.ZodRawShape>(
  kitchen: {
    ladder: readonly Arm[];
    top: NoInfer<Arm>;
    mutants: readonly Mutant[];
    /** Test-only, like the mutants. */
    switches?: z.ZodRawShape;
  },
  more: More,
  environment: NodeJS.ProcessEnv = process.env,
): KitchenConfig<Arm, Mutant> & z.output<z.ZodObject<More>> {
  const { ladder, top, mutants, switches: ofKitchen = {} } = kitchen;
  const arm = z.enum(ladder).default(() => top as never);
  const whole = { ...shape, ARM: arm, MUTANT: z.enum(mutants).optional(), ...ofKitchen, ...more };
  const config = readConfig(whole, environment) as KitchenConfig<Arm, Mutant> & z.output<z.ZodObject<More>>;
  const given: Readonly<Record<string, unknown>> = config;
  const switches = ['MUTANT', 'FAILPOINT', ...Object.keys(ofKitchen)].filter(
    (name) => given[name] !== undefined,
  );
  if (switches.length > 0 && config.ALLOW_TEST_SWITCHES !== 'yes') {
    throw new ConfigError(
      switches.map((name) => `${name} is for tests only, and refused without ALLOW_TEST_SWITCHES=yes`),
    );
  }
  return config;
}
