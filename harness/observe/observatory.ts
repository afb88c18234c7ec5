/**
 * Prometheus, Grafana, and the exporter of consumer lag, beside kitchens that run as local processes. None of it is part
 * of a kitchen, and none of it runs unless it was asked for: looking costs, too.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Side } from '../evidence/records.ts';
import { startJanitor } from '../runtimes/janitor.ts';
import { exitWithin, type ManagedProcess } from '../runtimes/processes/managed-process.ts';
import { readUse } from '../runtimes/processes/resource-use.ts';
import type { ResourceUse, Runtime } from '../runtimes/runtime.ts';
import { baseEnvironment } from '../runtimes/service-program.ts';
import { SYSTEMS } from '../systems.ts';
import type { Tools } from '../tools/tools.ts';
import { type Grafana, startGrafana } from './grafana.ts';
import { startLagExporter } from './lag-exporter.ts';
import type { Observing } from './observing.ts';
import { startPrometheus } from './prometheus.ts';
import { LAG_SERVICE, type Observed, type Target, targetsOf } from './targets.ts';
import { type Followed, startTelling, type Telling } from './telling.ts';

const STOP_WITHIN_MS = 5_000;

export type Observatory = {
  prometheusUrl: string;
  /** Undefined without Grafana. */
  grafana: Pick<Grafana, 'url' | 'adminPassword'> | undefined;
  /** Looks at a kitchen that runs, until that is stopped. */
  watch(runtime: Runtime, followed: Followed): Promise<Telling>;
  /** What it uses itself. */
  use(): ResourceUse;
  /** Ends all that it started, and removes its data. May be called twice. */
  close(): Promise<void>;
};

export async function startObservatory(options: {
  /** Made when it is not there; its logs stay in it. */
  folder: string;
  tools: Pick<Tools, 'prometheus'> & Partial<Pick<Tools, 'grafana'>>;
  /** Told once, of the first that could not be handed to Prometheus. */
  onFailure(error: unknown): void;
}): Promise<Observatory> {
  const { folder, tools } = options;
  const janitor = await startJanitor();
  const observing: Observing = {
    dataFolder: join(folder, 'data'),
    logFolder: folder,
    environment: baseEnvironment(janitor.marker),
  };
  const processes = new Map<ManagedProcess, ResourceUse>();
  const targets = new Map<Side, readonly Target[]>();
  const watches = new Set<Telling>();
  const started = <Program extends { process: ManagedProcess }>(program: Program): Program => {
    processes.set(program.process, { cpuMs: 0, rssBytes: 0 });
    return program;
  };
  let failed = false;
  const onFailure = (error: unknown): void => {
    if (!failed) options.onFailure(error);
    failed = true;
  };

  let closing: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    await Promise.all([...watches].map((watch) => watch.stop()));
    await Promise.all([...processes.keys()].map(end));
    // Whatever could not be ended is ended here, and the data goes.
    await janitor.close();
  }
  const close = (): Promise<void> => (closing ??= closeAll());

  try {
    await janitor.watch(observing.dataFolder);
    await mkdir(observing.dataFolder, { recursive: true });
    const prometheus = started(await startPrometheus(tools.prometheus, observing));
    const { url: prometheusUrl } = prometheus;
    const grafana =
      tools.grafana === undefined
        ? undefined
        : started(await startGrafana(tools.grafana, prometheusUrl, observing));

    return {
      prometheusUrl,
      grafana: grafana && { url: grafana.url, adminPassword: grafana.adminPassword },
      async watch(runtime, followed) {
        const { side } = runtime;
        const lag = SYSTEMS[side].infrastructure.includes('kafka')
          ? started(await startLagExporter(runtime.access.kafkaBrokers(), observing))
          : undefined;
        const addressOf = (observed: Observed): string =>
          observed === LAG_SERVICE ? lag!.address : new URL(runtime.url(observed)).host;
        targets.set(side, targetsOf(side, addressOf, runtime.instances));
        await prometheus.aimAt([...targets.values()].flat());
        await prometheus.looks();
        const telling = startTelling({ prometheusUrl, side, followed, onFailure });
        const watch: Telling = {
          ...telling,
          async stop() {
            watches.delete(watch);
            await telling.stop();
            targets.delete(side);
            await prometheus.aimAt([...targets.values()].flat());
            if (lag !== undefined) await end(lag.process);
          },
        };
        watches.add(watch);
        return watch;
      },
      use: () => sumOf(processes),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function end(process: ManagedProcess): Promise<void> {
  process.signal('SIGTERM');
  if ((await exitWithin(process, STOP_WITHIN_MS)) !== undefined) return;
  process.signal('SIGKILL');
  await process.exited;
}

/** What these have used; what has ended keeps its CPU. */
function sumOf(processes: Map<ManagedProcess, ResourceUse>): ResourceUse {
  const sum = { cpuMs: 0, rssBytes: 0 };
  for (const [process, last] of processes) {
    const use = readUse([process.pid]) ?? { ...last, rssBytes: 0 };
    processes.set(process, use);
    sum.cpuMs += use.cpuMs;
    sum.rssBytes += use.rssBytes;
  }
  return sum;
}
