/** The customers of the schedule move in before the load. */
import { moveIn } from '../../load-tests/move-in.ts';
import { EXIT, LabError } from '../errors.ts';
import type { Runtime } from '../runtimes/runtime.ts';

export async function seedCustomers(runtime: Runtime): Promise<void> {
  try {
    await moveIn({ url: runtime.url('gateway'), apiKey: runtime.access.apiKey });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new LabError(EXIT.invalid, message, { cause: error, details: [String(cause ?? '')] });
  }
}
