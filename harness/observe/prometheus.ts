/** Prometheus as a process beside the kitchens: the configuration of the containers, with targets of its own. */
import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { ROOT } from '../places.ts';
import { freePorts } from '../runtimes/ports.ts';
import { type ManagedProcess, startProcess } from '../runtimes/processes/managed-process.ts';
import { waitUntil } from '../wait-until.ts';
import { type Observing, waitForAnswer } from './observing.ts';
import type { Target } from './targets.ts';

const CONFIGURATION = join(ROOT, 'dashboards', 'prometheus');
const READY_WITHIN_MS = 30_000;
const SEEN_WITHIN_MS = 20_000;

/** Those that can't be in the configuration file; compose/observability.yml gives the same. */
export const PROMETHEUS_FLAGS = [
  '--web.enable-remote-write-receiver',
  '--web.enable-otlp-receiver',
  // No page of another origin may ask, nor write: Grafana asks from its server.
  '--web.cors.origin=none',
  // What has ended is gone from the charts soon: runs are short.
  '--query.lookback-delta=15s',
];

export type Prometheus = {
  url: string;
  process: ManagedProcess;
  /** From soon on it scrapes these, and only these. */
  aimAt(targets: readonly Target[]): Promise<void>;
  /** Resolves when it scrapes what it was aimed at. @throws {LabError} when that takes too long */
  looks(): Promise<void>;
};

export async function startPrometheus(
  program: string,
  { dataFolder, logFolder, environment }: Observing,
): Promise<Prometheus> {
  const home = join(dataFolder, 'prometheus');
  const targetsFile = join(home, 'targets', 'local.json');
  await mkdir(join(home, 'targets'), { recursive: true });
  for (const part of ['prometheus.yml', 'rules']) {
    await cp(join(CONFIGURATION, part), join(home, part), { recursive: true });
  }
  const [port] = (await freePorts(1)) as [number];
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(logFolder, 'prometheus.log');
  let aim: readonly Target[] = [];
  const process = await startProcess({
    command: program,
    arguments: [
      `--config.file=${join(home, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(home, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...PROMETHEUS_FLAGS,
    ],
    environment,
    logFile,
    folder: home,
  });
  await waitForAnswer('Prometheus', {
    process,
    address: `${url}/-/ready`,
    logFile,
    withinMs: READY_WITHIN_MS,
  });

  return {
    url,
    process,
    async aimAt(targets) {
      aim = targets;
      // Moved into its place, so that it is never read half written.
      await writeFile(`${targetsFile}.new`, JSON.stringify(targets));
      await rename(`${targetsFile}.new`, targetsFile);
    },
    async looks() {
      const wanted = aim.flatMap(({ targets: [address] }) => address).sort();
      const seen = await waitUntil(async () => (await scraped(url)).join() === wanted.join(), {
        timeoutMs: SEEN_WITHIN_MS,
        everyMs: 50,
      });
      if (seen === undefined) throw new LabError(EXIT.failed, 'Prometheus does not look at the kitchen.');
    },
  };
}

/** Addresses that it scrapes at the moment. */
async function scraped(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/api/v1/targets?state=active`);
  const { data } = (await answer.json()) as { data: { activeTargets: { labels: { instance: string } }[] } };
  return data.activeTargets.map(({ labels }) => labels.instance).sort();
}
