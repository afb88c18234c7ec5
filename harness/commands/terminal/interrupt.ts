/** Ctrl-C on long work: the first asks it to heal and clean up, the second ends at once (the janitor cleans up). */
import { EXIT, LabError } from '../../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that is aborted at the first Ctrl-C.
 * @throws {LabError} 130 when it was aborted; unless `endsByIt`: then work that ends in good order has done what it should
 * @throws whatever else went wrong, also after a Ctrl-C: then it is not true that all is healed and gone
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { endsByIt = false } = {},
): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    const doing = endsByIt ? 'Closing and cleaning up.' : 'Interrupted: healing and cleaning up.';
    process.stderr.write(`\nlab: ${doing} Ctrl-C again ends at once.\n`);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    const result = await work(controller.signal);
    if (controller.signal.aborted && !endsByIt) throw interrupted();
    return result;
  } catch (error) {
    throw isBecauseOf(controller.signal, error) ? interrupted(error) : error;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

/** The signal's own reason, or an error that was caused by it. */
function isBecauseOf({ aborted, reason }: AbortSignal, error: unknown): boolean {
  if (!aborted) return false;
  let at = error as { cause?: unknown } | null | undefined;
  while (at !== reason && at?.cause !== undefined) at = at.cause as typeof at;
  return at === reason;
}

const interrupted = (cause?: unknown): LabError =>
  new LabError(EXIT.interrupted, 'Interrupted. What was broken is healed, and what was started is gone.', {
    cause,
  });
