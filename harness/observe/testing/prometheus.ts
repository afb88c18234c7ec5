/** For tests: Prometheus and promtool from PROMETHEUS_HOME or the PATH, or copied out of the image that compose uses. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe } from '@jest/globals';
import { LabError } from '../../errors.ts';
import { ROOT } from '../../places.ts';
import { Cache } from '../../tools/cache.ts';
import { findOnPath, isExecutable } from '../../tools/executables.ts';
import { PROMETHEUS } from '../../tools/prometheus.ts';
import { runCommand } from '../../tools/run-command.ts';

type Programs = { prometheus: string; promtool: string };

const COPY_AT_MOST_MS = 120_000;
const COMMAND_AT_MOST_MS = 10_000;

const found = await find();
if (found === undefined) {
  process.stderr.write(
    `No Prometheus, so what needs it is skipped: ${PROMETHEUS.ways.join(', or ')}, or start Docker.\n`,
  );
}

/** Tests that need Prometheus or promtool: skipped, and it is said so, where there is none. */
export const describeWithPrometheus = found === undefined ? describe.skip : describe;
/** In such a test only. */
export const programs = found as Programs;

async function find(): Promise<Programs | undefined> {
  const cache = new Cache();
  const there = await PROMETHEUS.find({ environment: process.env, cache });
  if (there !== undefined && 'path' in there) {
    const beside = join(dirname(there.path), 'promtool');
    const promtool = isExecutable(beside) ? beside : findOnPath('promtool');
    if (promtool !== undefined) return { prometheus: there.path, promtool };
  }
  try {
    const [image, version] = /prom\/prometheus:(\S+)/.exec(
      readFileSync(join(ROOT, 'compose', 'parts.yml'), 'utf8'),
    )!;
    const folder = await cache.provide(`prometheus-${version}`, (temporary) => copyOut(image, temporary));
    return { prometheus: join(folder, 'prometheus'), promtool: join(folder, 'promtool') };
  } catch (error) {
    // No Docker, or no image to be had: both are said above.
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

async function copyOut(image: string, folder: string): Promise<void> {
  const output = await runCommand('docker', ['create', image], { timeoutMs: COPY_AT_MOST_MS });
  const container = output.trim().split('\n').at(-1)!;
  try {
    for (const program of ['prometheus', 'promtool']) {
      await runCommand('docker', ['cp', `${container}:/bin/${program}`, folder], {
        timeoutMs: COPY_AT_MOST_MS,
      });
    }
  } finally {
    await runCommand('docker', ['rm', '--volumes', container], { timeoutMs: COMMAND_AT_MOST_MS });
  }
}
