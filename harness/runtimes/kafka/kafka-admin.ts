/** Waits for a broker that the harness has started, until its topics can be used. */
import { connectTopicsAdmin } from '../../../event-driven/create-topics/admin.ts';
import { EXIT, LabError } from '../../errors.ts';
import { waitUntil } from '../../wait-until.ts';

const TRY_EVERY_MS = 50;

/**
 * Creates the topics that are not there, and returns when all of them can be used.
 * @throws {LabError} when that takes longer than the bound, or as soon as `gone` says that the broker has ended
 */
export async function createTopics(
  brokers: string,
  options: { timeoutMs: number; gone: () => boolean },
): Promise<void> {
  const admin = connectTopicsAdmin(brokers);
  let problem: Error | null = null;
  const done = await waitUntil(
    async () => {
      if (options.gone()) return 'gone' as const;
      problem = await admin.create();
      return problem === null ? ('ready' as const) : undefined;
    },
    { timeoutMs: options.timeoutMs, everyMs: TRY_EVERY_MS },
  );
  await admin.close();
  if (done !== 'ready') throw new LabError(EXIT.unavailable, 'Kafka does not come up.', { cause: problem });
}
