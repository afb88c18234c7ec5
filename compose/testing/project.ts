/** For tests: both kitchens as a compose project of the test's own, and the lines of the README that are typed at it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readCompose } from './files.ts';

const execute = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');

export const project = `two-kitchens-test-${process.pid}`;
export const services = Object.entries(readCompose('compose.yml').services);
/** What is up: all but Grafana, whose image can't be had everywhere, and the load. */
export const wanted = services.filter(([name, { profiles }]) => name !== 'grafana' && profiles === undefined);
export const ours = wanted.filter(([, { image, restart }]) => image === 'two-kitchens' && restart !== 'no');

const env = {
  ...process.env,
  COMPOSE_PROJECT_NAME: project,
  // Any free ones.
  ...{ RR_GATEWAY_PORT: '0', ED_GATEWAY_PORT: '0', GRAFANA_PORT: '0', PROMETHEUS_PORT: '0' },
};

/** From the root of the repository. */
export const run = (program: string, ...args: string[]) =>
  execute(program, args, { cwd: ROOT, env, maxBuffer: 2 ** 24 });

export const docker = async (...args: string[]) => (await run('docker', ...args)).stdout.trim();
export const compose = (...args: string[]) => docker('compose', ...args);
export const inContainer = (service: string, ...command: string[]) =>
  compose('exec', '-T', service, ...command);
export const up = () => compose('up', '--detach', '--wait', ...wanted.map(([name]) => name));

export type State = { Status: string; ExitCode: number; Health?: { Status: string } };

export const container = (service: string) => compose('ps', '--all', '--quiet', service);
export const stateOf = async (service: string) =>
  JSON.parse(await docker('inspect', '--format', '{{json .State}}', await container(service))) as State;

/** `host:port` on this machine. */
export const gateway = (side: string) => compose('port', `${side}-gateway`, '8080');
export const prometheus = async () => `http://${await compose('port', 'prometheus', '9090')}`;

/** As typed in a shell. @returns what it prints */
export const typed = async (lines: string) => (await run('bash', '-euc', lines)).stdout.trim();

/** The lines of the README that match, without what Markdown puts before them. */
export function readme(pattern: RegExp): string {
  const [lines] = pattern.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  if (lines === undefined) throw new Error(`The README has no lines like ${pattern}.`);
  return lines.replaceAll(/^ {4}/gm, '');
}

/** A customer moves in and orders breakfast. */
export const orderLines = (side: string, address: string) =>
  readme(/^ {4}KEY=.*\n(?: {4}.+\n)+/m)
    .replaceAll('127.0.0.1:8081', address)
    .replaceAll('rr-', `${side}-`);
