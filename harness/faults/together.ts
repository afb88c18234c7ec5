/** Several injections that are one fault: proven, and healed, of each. */
import { ofAll } from '../of-all.ts';
import type { InForce } from './fault.ts';

/** @throws when one of them can not be done: the others are healed */
export async function together(injected: readonly Promise<InForce>[]): Promise<InForce> {
  const settled = await Promise.allSettled(injected);
  const done = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const heal = async (): Promise<string[]> => (await ofAll(done.map((each) => each.heal()))).flat();
  if (done.length < injected.length) await heal();
  await Promise.all(injected);
  return { prove: async () => (await ofAll(done.map((each) => each.prove()))).flat(), heal };
}
