/** Ctrl-C on long work: the first asks it to heal and clean up, the second ends at once (the janitor cleans up). */
import { EXIT, LabError } from '../../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that is aborted at the first Ctrl-C.
 * @throws {LabError} 130 when it was aborted; unless `endsByIt`: then work that ends in good order has done what it should
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
    throw controller.signal.aborted ? interrupted(error) : error;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

const interrupted = (cause?: unknown): LabError =>
  new LabError(EXIT.interrupted, 'Interrupted. What was broken is healed, and what was started is gone.', {
    cause,
  });
