/**
 * What can go wrong under a real `./lab compare` through no fault of its user's: each is told in one sentence, with the last
 * lines of a log where one knows more, ends with the documented exit code, and leaves nothing behind.
 */

import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import { lab } from '../testing/lab.ts';
import { leftOf, markedProcesses, markerOfRun, tracesOf } from '../testing/traces.ts';
import { findOnPath } from '../tools/executables.ts';

const TEST_WITHIN_MS = 120_000;
const MEGABYTE = 1024 * 1024;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-days-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Day = {
  side: Side;
  /** Where the run gets its folder; default: a new place. */
  out?: string;
  /** In front of the PATH. */
  programs?: string;
  /** What happens in the warm-up, to the processes with this marker. */
  inWarmUp?(marker: string): void;
};

/** Runs a comparison to its end: its exit code, what it complained of, and what is left of it. */
async function compareOn(day: Day) {
  const out = day.out ?? mkdtempSync(join(folder, 'out-'));
  const PATH = [day.programs, process.env.PATH].filter((part) => part !== undefined).join(delimiter);
  const args = ['compare', '--side', day.side, '--rate', '10', '--fault-seconds', '3', '--out', out];
  const run = lab(args, { env: { PATH } });
  await run.says(/the kitchen starts/);
  const marker = await markerOfRun(run.child.pid!);
  if (day.inWarmUp !== undefined) await run.says(/warm-up:/);
  const traces = tracesOf(marker, out);
  day.inWarmUp?.(marker);
  const { code } = await run.ended;
  const [, complaint = ''] = run.stderr().split(/^lab: /m);
  const [sentence, ...details] = complaint.trimEnd().split('\n');
  return { code, sentence, details: details.join('\n'), left: await leftOf(traces) };
}

/** A folder with a `cp` that copies faithfully, and then writes nonsense into one file of a server's new data. */
function copySpoiling(server: 'postgres' | 'kafka', file: string): string {
  const programs = join(folder, `${server}-${file}`);
  mkdirSync(programs);
  const script = `#!/bin/sh
${findOnPath('cp')} "$@" || exit
for target; do :; done
case $target in */data/${server}) echo nonsense >"$target/${file}" ;; esac
`;
  writeFileSync(join(programs, 'cp'), script, { mode: 0o755 });
  return programs;
}

describe('compare, whose', () => {
  test.each([
    ['PostgreSQL refuses its configuration', 'rr', 'postgres', 'pg_hba.conf', 'PostgreSQL does not come up.'],
    [
      'PostgreSQL is given no valid data',
      'rr',
      'postgres',
      'PG_VERSION',
      'PostgreSQL can not be prepared: postgres failed.',
    ],
    ['Kafka is given no valid data', 'ed', 'kafka', 'meta.properties', 'Kafka does not come up.'],
  ] as const)(
    '%s: the sentence, its last lines, 69, nothing left',
    async (_day, side, server, file, sentence) => {
      const told = await compareOn({ side, programs: copySpoiling(server, file) });
      expect(told).toMatchObject({ code: EXIT.unavailable, sentence, left: [] });
      expect(told.details).toContain(`/data/${server}`);
    },
    TEST_WITHIN_MS,
  );

  test(
    'service is killed in the warm-up: which one and by what, its last lines, 3, nothing left',
    async () => {
      const told = await compareOn({
        side: 'rr',
        inWarmUp(marker) {
          const isOrders = (pid: number): boolean =>
            readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/orders/main.ts');
          process.kill(markedProcesses(marker).find(isOrders)!, 'SIGKILL');
        },
      });
      expect(told).toMatchObject({
        code: EXIT.invalid,
        sentence: 'orders ended by SIGKILL before anything was broken: there is nothing to measure.',
        left: [],
      });
      expect(told.details).toContain('"service":"orders"');
    },
    TEST_WITHIN_MS,
  );
});

// Only the superuser may mount anything, and not in every container.
const problem = mountProblem();
if (problem !== null) process.stdout.write(`        skipped  compare on a small disk: ${problem}\n`);

(problem === null ? describe : describe.skip)('compare on a small disk', () => {
  const mounted: string[] = [];
  afterAll(() =>
    expect(mounted.map((place) => spawnSync('umount', [place]).status)).toEqual(mounted.map(() => 0)),
  );

  function smallDisk(megabytes: number): string {
    const place = mkdtempSync(join(folder, 'disk-'));
    expect(mount(place, megabytes).status).toBe(0);
    mounted.push(place);
    return place;
  }
  const DISK_IS_FULL = {
    code: EXIT.unavailable,
    sentence: expect.stringMatching(/^The disk is full\. Free some space/),
    left: [],
  };

  test(
    'with no room for the data: says that the disk is full, 69, nothing left',
    async () => {
      expect(await compareOn({ side: 'ed', out: smallDisk(40) })).toMatchObject(DISK_IS_FULL);
    },
    TEST_WITHIN_MS,
  );

  test(
    'that somebody fills in the warm-up: says that the disk is full, 69, nothing left',
    async () => {
      const out = smallDisk(250);
      const inWarmUp = (): void => fill(join(out, 'ballast'));
      expect(await compareOn({ side: 'rr', out, inWarmUp })).toMatchObject(DISK_IS_FULL);
    },
    TEST_WITHIN_MS,
  );
});

function mount(place: string, megabytes: number) {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', place], { encoding: 'utf8' });
}

/** Why nothing can be mounted here; null when it can. */
function mountProblem(): string | null {
  const place = mkdtempSync(join(tmpdir(), 'mount-'));
  const { status, stderr, error } = mount(place, 1);
  if (status === 0) spawnSync('umount', [place]);
  rmdirSync(place);
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

/** Writes until nothing more goes in. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(MEGABYTE));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(descriptor);
  }
}
