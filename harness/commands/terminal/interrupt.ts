/** Ctrl-C on long work: the first asks it to heal and clean up, the second ends at once (the janitor cleans up). */
import { EXIT, LabError } from '../../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work` with a signal that is aborted at the first Ctrl-C. Whatever it throws after that counts as interrupted. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write('\nlab: Interrupted: healing and cleaning up. Ctrl-C again ends at once.\n');
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    const result = await work(controller.signal);
    if (controller.signal.aborted) throw interrupted();
    return result;
  } catch (error) {
    if (controller.signal.aborted && !(error instanceof LabError && error.exitCode === EXIT.interrupted)) {
      throw interrupted(error);
    }
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

const interrupted = (cause?: unknown): LabError =>
  new LabError(EXIT.interrupted, 'Interrupted. What was broken is healed, and what was started is gone.', {
    cause,
  });
