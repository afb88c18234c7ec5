/** Grafana as a process beside Prometheus: the settings and the provisioning of the containers, at other places. */
import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { ROOT } from '../places.ts';
import { freePorts } from '../runtimes/ports.ts';
import { type ManagedProcess, startProcess } from '../runtimes/processes/managed-process.ts';
import { type Observing, waitForAnswer } from './observing.ts';

const CONFIGURATION = join(ROOT, 'dashboards', 'grafana');
/** Where packages of distributions put what belongs to the program. */
const PACKAGED = '/usr/share/grafana';
/** The reader of Prometheus is a plugin that comes along: in the folder of a release, or where packages put it. */
const BUNDLED_PLUGINS = 'data/plugins-bundled';
const PACKAGED_PLUGINS = '/var/lib/grafana/plugins-bundled';
/** Makes its database at the first start. */
const READY_WITHIN_MS = 90_000;

export type Grafana = { url: string; adminPassword: string; process: ManagedProcess };

export async function startGrafana(
  program: string,
  prometheusUrl: string,
  { dataFolder, logFolder, environment }: Observing,
): Promise<Grafana> {
  const [port] = (await freePorts(1)) as [number];
  const url = `http://127.0.0.1:${port}`;
  const adminPassword = randomBytes(18).toString('base64url');
  const own = join(dataFolder, 'grafana');
  const home = homeOf(program);
  const plugins = [join(home, BUNDLED_PLUGINS), PACKAGED_PLUGINS].find(existsSync);
  const logFile = join(logFolder, 'grafana.log');
  const process = await startProcess({
    command: program,
    arguments: ['server', '--homepath', home, '--config', join(CONFIGURATION, 'grafana.ini')],
    environment: {
      ...environment,
      PROMETHEUS_URL: prometheusUrl,
      DASHBOARDS_FOLDER: join(CONFIGURATION, 'dashboards'),
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      GF_SECURITY_ADMIN_PASSWORD: adminPassword,
      GF_PATHS_DATA: join(own, 'data'),
      GF_PATHS_LOGS: join(own, 'logs'),
      GF_PATHS_PLUGINS: join(own, 'plugins'),
      ...(plugins === undefined ? {} : { GF_PATHS_BUNDLED_PLUGINS: plugins }),
      GF_PATHS_PROVISIONING: join(CONFIGURATION, 'provisioning'),
    },
    logFile,
  });
  await waitForAnswer('Grafana', {
    process,
    address: `${url}/api/health`,
    logFile,
    withinMs: READY_WITHIN_MS,
  });
  return { url, adminPassword, process };
}

/** The folder with its pages and its default settings: the release's, or the package's. */
function homeOf(program: string): string {
  const release = dirname(dirname(realpathSync(program)));
  const home = [release, PACKAGED].find((folder) => existsSync(join(folder, 'conf', 'defaults.ini')));
  if (home !== undefined) return home;
  const sentence = `${program} is Grafana, but what belongs to it is neither in ${release} nor in ${PACKAGED}.`;
  throw new LabError(EXIT.unavailable, `${sentence} Set GRAFANA_HOME to the folder of a release.`);
}
