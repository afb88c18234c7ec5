import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { silentProgress } from '../progress.ts';
import { ensureTools } from '../tools/tools.ts';
import { waitUntil } from '../wait-until.ts';
import { startJanitor } from './janitor.ts';
import { readStat } from './processes/process-table.ts';

const BOUND = { timeoutMs: 20_000, everyMs: 20 };
const isThere = (pid: number): boolean => ![undefined, 'Z'].includes(readStat(pid)?.state);

// The harness that is killed has it then; fetching it may take a while.
beforeAll(() => ensureTools(['toxiproxy'], silentProgress), 600_000);

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'janitor-'));
});
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

describe('janitor', () => {
  test('harness killed with SIGKILL: its children, one of them stopped and one a proxy that is cut, its folder and the janitor are gone', async () => {
    const folder = join(temporary, 'data');
    const bystander = await startJanitor();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: bystander.marker });
    const harness = spawn(
      process.execPath,
      [join(import.meta.dirname, 'testing/doomed-harness.ts'), folder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await once(harness.stdout, 'data')) as [Buffer];
    const { janitor, children } = JSON.parse(line.toString()) as { janitor: number; children: number[] };
    expect([...children, janitor].filter(isThere)).toHaveLength(5);
    expect(await waitUntil(() => readStat(children[2]!)?.state === 'T', BOUND)).toBe(true);
    expect(existsSync(folder)).toBe(true);

    harness.kill('SIGKILL');

    expect(await waitUntil(() => [...children, janitor].every((pid) => !isThere(pid)), BOUND)).toBe(true);
    expect(existsSync(folder)).toBe(false);
    expect(isThere(other.pid!)).toBe(true);
    await bystander.close();
    expect(isThere(other.pid!)).toBe(false);
  }, 60_000);

  test('terminal signals: the janitor stays until the harness says goodbye', async () => {
    const janitor = await startJanitor();
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(janitor.pid, signal);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: janitor.marker });
    await once(child, 'spawn');
    expect(isThere(janitor.pid)).toBe(true);

    await janitor.close();

    expect(isThere(janitor.pid)).toBe(false);
    expect(isThere(child.pid!)).toBe(false);
  }, 60_000);

  test('a folder that can not be removed: that is the complaint, and not a process', async () => {
    const janitor = await startJanitor();
    // Not even the superuser may remove anything from there.
    await janitor.watch('/proc/version');
    await expect(janitor.close()).rejects.toThrow("Some of the run's data could not be removed");
  }, 60_000);

  test('a folder no longer watched: it stays', async () => {
    const janitor = await startJanitor();
    await janitor.watch(temporary);
    await janitor.unwatch(temporary);

    await janitor.close();
    await janitor.close();

    expect(existsSync(temporary)).toBe(true);
  }, 60_000);
});
