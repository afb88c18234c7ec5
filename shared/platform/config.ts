/** Configuration from the environment: validated once at start, failing with the variable's name. Read by main.ts only. */
import { z } from 'zod';

export const port = z.coerce.number().int().min(0).max(65_535);
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
