/** For tests with real servers: this kitchen, or a part of it. */
import type { Runtime } from '../../harness/runtimes/runtime.ts';
import { type PartOptions, partOfKitchen } from '../../harness/runtimes/testing/part-of-kitchen.ts';
import type { ServiceRole } from '../../harness/systems.ts';

export { STARTS_WITHIN_MS } from '../../harness/runtimes/testing/part-of-kitchen.ts';

/** Nothing is started yet. */
export const testRuntime = (services: readonly ServiceRole[], more: PartOptions = {}): Promise<Runtime> =>
  partOfKitchen('ed', services, more);
