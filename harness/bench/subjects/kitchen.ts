/** A kitchen of its own for a part of the benchmark, with customers in it, gone when the part is done. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import { seedCustomers } from '../../experiment/customers.ts';
import { type Kitchen, openKitchen } from '../../experiment/kitchen.ts';
import type { BenchContext } from '../part.ts';

export async function withKitchen<Result>(
  { tools, janitor, folder, signal }: BenchContext,
  side: Side,
  use: (kitchen: Kitchen) => Promise<Result>,
): Promise<Result> {
  const own = await mkdtemp(join(folder, 'kitchen-'));
  const kitchen = await openKitchen(side, { tools, janitor, signal, folder: own }, {}, { hops: false });
  try {
    // A part may break what it measures.
    kitchen.exits.tolerate();
    await seedCustomers(kitchen.runtime);
    return await use(kitchen);
  } finally {
    await kitchen.close();
  }
}
