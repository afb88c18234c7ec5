/** Starts a whole kitchen: everything at once, except that a service waits for the servers that it needs. */
import {
  instancesOf,
  type Part,
  PROXY,
  type ServiceDescription,
  type SystemDescription,
} from '../systems.ts';

/** Resolves when all are ready; when one fails, only after the others have settled, so that nothing is still starting. */
export async function startInOrder(
  system: SystemDescription,
  start: (part: Part) => Promise<unknown>,
  { hops, instances }: { hops: boolean; instances: number },
): Promise<void> {
  const proxy = hops ? start(PROXY) : undefined;
  const infrastructure = new Map(system.infrastructure.map((role) => [role, start(role)] as const));
  const startService = async (service: ServiceDescription): Promise<void> => {
    await proxy;
    if (service.database) await infrastructure.get('postgres');
    if (service.kafka) await infrastructure.get('kafka');
    await settled(instancesOf(system, service.role, instances).map(start));
  };
  await settled([proxy, ...infrastructure.values(), ...system.services.map(startService)]);
}

async function settled(starts: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
