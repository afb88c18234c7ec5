/**
 * Configuration from the environment: validated once at start, failing with the variable's name. Read by main.ts only.
 * Any variable may come as a file, the way containers are given secrets: NAME_FILE says where the value of NAME is.
 */
import { readFileSync } from 'node:fs';
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
/** Base URLs, one for each instance of a service, in their order; several with commas. */
export const httpUrls = z.string().transform((list, context): readonly string[] => {
  const urls = list.split(',');
  const wrong = urls.find((url) => !httpUrl.safeParse(url).success);
  if (wrong !== undefined)
    context.addIssue({
      code: 'custom',
      message: `must be http URLs, several with commas: '${wrong}' is none`,
    });
  return urls;
});
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
export const secret = z.string().min(16, 'must have at least 16 characters');

/** What every service reads. */
export const commonConfig = {
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  /** Which of the processes this is that run this service on one database; they are counted from 1. */
  INSTANCE: wholeNumber(1, 999).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
};

/**
 * Reads and validates the environment, and the files that it names.
 * @throws {ConfigError} a part for each variable that is missing or wrong
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<z.ZodObject<Shape>> {
  const given = withFiles(Object.keys(shape), environment);
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return given[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
    }),
  );
}

/** The environment, with the content of NAME_FILE as NAME; a line end at its end is the editor's, not the secret's. */
function withFiles(names: readonly string[], environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = { ...environment };
  const problems: string[] = [];
  for (const name of names) {
    const file = environment[`${name}_FILE`];
    if (file === undefined) continue;
    if (environment[name] !== undefined) problems.push(`${name} and ${name}_FILE are both given`);
    else {
      try {
        given[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      } catch (error) {
        problems.push(`${name}_FILE can not be read (${(error as NodeJS.ErrnoException).code})`);
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return given;
}

export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`The environment is not right: ${problems.join('; ')}.`);
    this.name = 'ConfigError';
  }
}
