/** Configuration from the environment: validated once at start, failing with the variable's name. Read by main.ts only. */
import { z } from 'zod';

/** A whole number in digits. (Coercion would take the empty string for 0.) */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

export const port = wholeNumber(0, 65_535);
export const httpUrl = z.url({ protocol: /^https?$/ });
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
export const secret = z.string().min(16, 'must have at least 16 characters');

/** What every service reads. */
export const commonConfig = {
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
};

/**
 * Reads and validates the environment.
 * @throws {ConfigError} one line per variable that is missing or wrong
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<z.ZodObject<Shape>> {
  const result = z.object(shape).safeParse(environment);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return environment[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
    }),
  );
}

export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`The environment is not right: ${problems.join('; ')}.`);
    this.name = 'ConfigError';
  }
}
