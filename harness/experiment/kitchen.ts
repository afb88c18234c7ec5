/** A kitchen that is open for a run: started, and with the ways in that the harness needs. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Databases, openDatabases } from '../evidence/databases.ts';
import { openTopics, type Topics } from '../evidence/kafka-topics.ts';
import type { Side } from '../evidence/records.ts';
import type { Build } from '../runtimes/build.ts';
import { createRuntime } from '../runtimes/create.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { SYSTEMS } from '../systems.ts';
import type { RunContext } from './context.ts';
import { type Exits, watchExits } from './exits.ts';
import { unlessAborted } from './pause.ts';

export type Kitchen = {
  side: Side;
  name: string;
  /** `<run>/<side>`. */
  folder: string;
  runtime: Runtime;
  databases: Databases;
  /** Undefined on a side without Kafka. */
  topics: Topics | undefined;
  exits: Exits;
  /** Seconds that it took to be healthy. */
  startSeconds: number;
  /** May be called twice. */
  close(): Promise<void>;
};

/** Starts a kitchen; when that fails, nothing of it is left. */
export async function openKitchen(
  side: Side,
  context: Pick<RunContext, 'folder' | 'tools' | 'janitor' | 'signal'>,
  build: Build,
  { hops, instances = 1 }: { hops: boolean; instances?: number | undefined },
): Promise<Kitchen> {
  const { tools, janitor } = context;
  const folder = join(context.folder, side);
  const startedMs = performance.now();
  await mkdir(folder, { recursive: true });
  const runtime = await createRuntime({ side, runFolder: folder, tools, janitor, build, hops, instances });
  const exits = watchExits(runtime);
  try {
    await unlessAborted(runtime.startAll(), AbortSignal.any([context.signal, exits.signal]));
    const startSeconds = (performance.now() - startedMs) / 1000;
    const databases = openDatabases(runtime);
    const topics = SYSTEMS[side].infrastructure.includes('kafka')
      ? await openTopics(runtime.access.kafkaBrokers())
      : undefined;
    let closing: Promise<void> | undefined;
    const closeAll = async (): Promise<void> => {
      // A connection that can't be closed properly is closed by the server's end.
      await Promise.allSettled([databases.close(), topics?.close()]);
      await runtime.close();
    };
    const close = (): Promise<void> => (closing ??= closeAll());
    return { side, name: SYSTEMS[side].name, folder, runtime, databases, topics, exits, startSeconds, close };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}
