/** When what was started is ready to work: asked from outside, in the same way wherever it runs. */
import { createPool } from '#shared/platform/postgres.ts';
import { EXIT, LabError } from '../errors.ts';
import type { RoleInstance } from '../systems.ts';
import { waitUntil } from '../wait-until.ts';
import { createTopics } from './kafka/kafka-admin.ts';
import type { Exit } from './runtime.ts';

const SERVICE_WITHIN_MS = 30_000;
const POSTGRES_WITHIN_MS = 60_000;
const KAFKA_WITHIN_MS = 60_000;
const ASK_SERVICE_EVERY_MS = 25;
const ASK_POSTGRES_EVERY_MS = 20;
const ANSWER_WITHIN_MS = 1_000;
const LOG_LINES = 10;

/** What is waited for: it may end instead, and then its log says why. */
export type Awaited = {
  exit(): Exit | undefined;
  tail(lines: number): Promise<string[]>;
};

/**
 * Resolves when the service says by HTTP that it is ready.
 * @throws {LabError} when it ends, or takes too long, with the last lines of its log
 */
export async function serviceReady(role: RoleInstance, url: string, awaited: Awaited): Promise<void> {
  const address = `${url}/health/ready`;
  let problem = 'it does not listen';
  const answer = await waitUntil(
    async () => {
      if (awaited.exit() !== undefined) return 'ended' as const;
      const reason = await askReady(address);
      if (reason === null) return 'ready' as const;
      problem = reason;
      return undefined;
    },
    { timeoutMs: SERVICE_WITHIN_MS, everyMs: ASK_SERVICE_EVERY_MS },
  );
  if (answer === 'ready') return;
  const sentence =
    answer === 'ended'
      ? `The service ${role} ended while it was starting (${describe(awaited.exit()!)}).`
      : `The service ${role} did not get ready within ${SERVICE_WITHIN_MS / 1000} s: ${problem}.`;
  throw new LabError(EXIT.failed, sentence, { details: await awaited.tail(LOG_LINES) });
}

/**
 * Resolves when PostgreSQL answers.
 * @throws {LabError} likewise
 */
export async function postgresReady(url: string, awaited: Awaited): Promise<void> {
  const pool = createPool(url, { max: 1 });
  let problem: unknown;
  const answer = await waitUntil(
    async () => {
      if (awaited.exit() !== undefined) return 'ended' as const;
      try {
        await pool.query('select 1');
        return 'ready' as const;
      } catch (error) {
        problem = error;
        return undefined;
      }
    },
    { timeoutMs: POSTGRES_WITHIN_MS, everyMs: ASK_POSTGRES_EVERY_MS },
  );
  await pool.end();
  if (answer === 'ready') return;
  const details = await awaited.tail(LOG_LINES);
  throw new LabError(EXIT.unavailable, 'PostgreSQL does not come up.', { cause: problem, details });
}

/**
 * Resolves when all topics can be used, which are created when they are not there.
 * @throws {LabError} likewise
 */
export async function kafkaReady(brokers: string, awaited: Awaited): Promise<void> {
  try {
    await createTopics(brokers, { timeoutMs: KAFKA_WITHIN_MS, gone: () => awaited.exit() !== undefined });
  } catch (cause) {
    if (!(cause instanceof LabError)) throw cause;
    throw new LabError(cause.exitCode, cause.message, { cause, details: await awaited.tail(LOG_LINES) });
  }
}

/** @returns null when it is ready, else why not */
async function askReady(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.status === 200) {
      await response.body?.cancel();
      return null;
    }
    return `it answers ${response.status} ${await response.text()}`;
  } catch {
    // Not listening yet, or too busy to answer: asked again until the bound.
    return 'it does not answer';
  }
}

const describe = (exit: Exit): string =>
  exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
