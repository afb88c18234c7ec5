/**
 * An initialised data folder with one empty database for each service, made once and kept in .lab/: copying it takes
 * half as long as `initdb`. It holds no password; each start sets a new one.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError } from '../../errors.ts';
import { Cache } from '../../tools/cache.ts';
import { askVersion } from '../../tools/executables.ts';
import { type RunOptions, runCommand } from '../../tools/run-command.ts';
import type { Runner } from './unprivileged.ts';

const DATABASES = ['orders', 'stock', 'payments', 'delivery', 'customers'];
/** Owner of the databases; may log in over TCP from this machine, with its password. */
export const ROLE = 'kitchen';
const ADMINISTRATOR = 'administrator';
const ACCESS = `host all ${ROLE} 127.0.0.1/32 scram-sha-256\n`;

const AT_MOST_MS = 60_000;

export type PostgresProgram = {
  /** Folder with `postgres` and `initdb`. */
  binFolder: string;
  runner: Runner;
  /** Added to the environment of every process that is started. */
  environment: Readonly<Record<string, string>>;
};

/** The template's folder; makes it when this version has none yet. */
async function postgresTemplate(program: PostgresProgram): Promise<string> {
  const answer = await askVersion(join(program.binFolder, 'postgres'), '--version');
  const version = /\d+\.\d+/.exec(answer ?? '')?.[0];
  if (version === undefined) {
    throw new LabError(
      EXIT.unavailable,
      `PostgreSQL in ${program.binFolder} can not be run: delete node_modules and try again.`,
    );
  }
  const replaces = `postgres-template-${program.runner.userId}-`;
  const make = async (folder: string): Promise<void> => {
    program.runner.own(folder);
    await run(program, 'initdb', [
      '-D',
      folder,
      '-U',
      ADMINISTRATOR,
      '--auth=reject',
      '--encoding=UTF8',
      '--locale=C',
    ]);
    await writeFile(join(folder, 'pg_hba.conf'), ACCESS);
    await administrate(program, folder, [
      `create role ${ROLE} login`,
      ...DATABASES.map((name) => `create database ${name} owner ${ROLE}`),
    ]);
  };
  return new Cache().provide(`${replaces}${version}`, make, { replaces });
}

/** Copies the template to `folder`, with a password for the role. */
export async function copyTemplate(
  program: PostgresProgram,
  folder: string,
  password: string,
): Promise<void> {
  const template = await postgresTemplate(program);
  await runCommand('cp', ['-a', '--reflink=auto', template, folder], options(program));
  await administrate(program, folder, [`alter role ${ROLE} password '${password}'`]);
}

/** Runs statements on a data folder that no server uses: nothing listens meanwhile, and no password is needed. */
async function administrate(program: PostgresProgram, folder: string, statements: string[]): Promise<void> {
  const output = await run(
    program,
    'postgres',
    ['--single', '-D', folder, 'postgres'],
    statements.map((s) => `${s};\n`).join(''),
  );
  // In this mode an error in a statement does not show in the exit code.
  const problem = output.split('\n').find((line) => line.includes('ERROR:'));
  if (problem !== undefined)
    throw new LabError(EXIT.unavailable, `PostgreSQL can not be prepared: ${problem}.`);
}

async function run(program: PostgresProgram, name: string, parts: string[], input?: string): Promise<string> {
  const wrapped = program.runner.wrap(join(program.binFolder, name), parts);
  try {
    return await runCommand(wrapped.command, wrapped.arguments, {
      ...options(program),
      ...(input === undefined ? {} : { input }),
    });
  } catch (cause) {
    if (!(cause instanceof LabError)) throw cause;
    const { exitCode, details } = cause;
    throw new LabError(exitCode, `PostgreSQL can not be prepared: ${name} failed.`, { cause, details });
  }
}

function options(program: PostgresProgram): RunOptions {
  return { timeoutMs: AT_MOST_MS, environment: program.environment, folder: '/' };
}
