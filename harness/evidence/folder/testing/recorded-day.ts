/** A folder of runs for tests, and a recorded day in it: one order completed, one refused. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { type History, history } from '../../../audit/testing/history.ts';
import { CONFIRMED, REFUSED } from '../../../audit/testing/order-story.ts';
import type { Verdict } from '../../../audit/verdict.ts';
import { writeRecords } from '../../write-lines.ts';
import { writeVerdict } from '../judged.ts';

export const day = (): History => history('rr').order('anna', CONFIRMED).order('bert', REFUSED);

/** New for every test of a file, gone after it. */
export function runsFolder(): { readonly root: string; readonly folder: string } {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'two-kitchens-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  return {
    get root() {
      return root;
    },
    /** Of one run; not made yet. */
    get folder() {
      return join(root, '2026-11-21T10-15-00-calm');
    },
  };
}

/** Writes what a run writes, up to its seal: the day of each side, all of one plan. */
export async function record(folder: string, ...days: readonly [History, ...History[]]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'experiment.json'), JSON.stringify(days[0].experiment));
  for (const { side: name, run, tables } of days) {
    const side = join(folder, name);
    mkdirSync(join(side, 'evidence'), { recursive: true });
    mkdirSync(join(side, 'logs'));
    writeFileSync(join(side, 'side.json'), JSON.stringify(run));
    for (const [table, rows] of Object.entries(tables)) {
      const below = ['operations', 'faults', 'samples'].includes(table) ? side : join(side, 'evidence');
      await writeRecords(join(below, `${table}.ndjson`), rows);
    }
  }
}

/** Judges a sealed run, as a version of Two Kitchens did whose verdict knew one thing less. */
export async function judgeByAnotherVersion(folder: string): Promise<void> {
  const { verdict, ledger } = day().judged();
  const { seed: _, ...fewer } = verdict;
  await writeVerdict(folder, { verdict: fewer as Verdict, ledger });
}
