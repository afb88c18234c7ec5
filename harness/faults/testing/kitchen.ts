/** A real kitchen, or a part of it, for tests of faults: in the runtime of the test's project, and gone with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Side } from '../../evidence/records.ts';
import { silentProgress } from '../../progress.ts';
import { startJanitor } from '../../runtimes/janitor.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { type PartSize, partOf, partOfKitchen } from '../../runtimes/testing/part-of-kitchen.ts';
import { IN_CONTAINERS } from '../../runtimes/testing/servers.ts';
import type { FaultName } from '../../scenarios/scenario.ts';
import { parseFaultTarget } from '../../scenarios/target.ts';
import type { ServiceRole } from '../../systems.ts';
import { FAULTS } from '../faults.ts';
import { whyNot } from '../possible.ts';

/** With images to be built, or tools to be fetched. */
export const STARTS_WITHIN_MS = 900_000;
export const TEST_WITHIN_MS = 120_000;

/** Started and ready. */
export async function kitchenToBreak(
  side: Side,
  services: readonly ServiceRole[],
  more: PartSize = {},
): Promise<Runtime> {
  const create = IN_CONTAINERS ? inContainers : partOfKitchen;
  const kitchen = await create(side, services, more);
  try {
    await kitchen.startAll();
    return kitchen;
  } catch (error) {
    await kitchen.close();
    throw error;
  }
}

async function inContainers(
  side: Side,
  services: readonly ServiceRole[],
  { instances = 1, infrastructure }: PartSize,
): Promise<Runtime> {
  const [{ provideContainers }, { createComposeRuntime }] = await Promise.all([
    import('../../runtimes/compose/provide.ts'),
    import('../../runtimes/compose.ts'),
  ]);
  const { docker } = await provideContainers([side], silentProgress, new AbortController().signal);
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const janitor = await startJanitor();
  const system = partOf(side, services, infrastructure);
  const runtime = await createComposeRuntime({
    ...{ side, runFolder: join(folder, side), docker, janitor, system, instances },
  });
  return {
    ...runtime,
    async close() {
      await runtime.close();
      await janitor.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Broken = {
  /** What an outsider saw of it. */
  proof: string[];
  /** Answers what shows that it is gone. */
  heal(): Promise<string[]>;
  injected: readonly string[];
};

/** Does a fault to a target that is written as people do, and has it proven. */
export async function broken(
  kitchen: Runtime,
  fault: FaultName,
  targetText: string,
  given: Record<string, unknown> = {},
): Promise<Broken> {
  const target = parseFaultTarget(targetText)!;
  const impossible = whyNot(fault, FAULTS[fault], { target, side: kitchen.side, with: given });
  if (impossible !== undefined) throw new Error(impossible);
  const options = { ...FAULTS[fault].options?.parse(given) };
  const healing = new AbortController();
  const inForce = await FAULTS[fault].inject({
    ...{ ...target, runtime: kitchen, options, signal: healing.signal },
  });
  let proof: string[];
  try {
    proof = await inForce.prove();
  } catch (error) {
    await inForce.heal();
    throw error;
  }
  return {
    proof,
    heal() {
      healing.abort();
      return inForce.heal();
    },
    injected: inForce.injected ?? [],
  };
}
