import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readStat } from '../runtimes/processes/process-table.ts';
import { Cache } from './cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const left = (): string[] => readdirSync(join(folder, 'temporary'));

describe('cache', () => {
  test('two makers at once: both get the same whole folder, and nothing else is left', async () => {
    const make = (content: string) => async (place: string) => writeFileSync(join(place, 'file'), content);
    const places = await Promise.all([
      new Cache(folder).provide('tool', make('one')),
      new Cache(folder).provide('tool', make('two')),
    ]);
    expect(places).toEqual([join(folder, 'tool'), join(folder, 'tool')]);
    expect(readFileSync(join(folder, 'tool/file'), 'utf8')).toMatch(/^(one|two)$/);
    expect(left()).toEqual([]);
  });

  test('a maker that fails: nothing is kept, and the next one makes it', async () => {
    const cache = new Cache(folder);
    const failing = cache.provide('tool', async (place) => {
      writeFileSync(join(place, 'half'), '');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(cache.has('tool')).toBe(false);
    expect(left()).toEqual([]);
    await cache.provide('tool', async (place) => writeFileSync(join(place, 'whole'), ''));
    expect(readdirSync(join(folder, 'tool'))).toEqual(['whole']);
  });

  test('a new version: what it replaces goes, anything else stays', async () => {
    for (const old of ['template-1', 'template-2', 'tool']) mkdirSync(join(folder, old));
    const make = async (place: string) => writeFileSync(join(place, 'whole'), '');
    await new Cache(folder).provide('template-2', make, { replaces: 'template-' });
    expect(readdirSync(folder).sort()).toEqual(['template-1', 'template-2', 'tool']);
    await new Cache(folder).provide('template-3', make, { replaces: 'template-' });
    expect(readdirSync(folder).sort()).toEqual(['template-3', 'temporary', 'tool']);
    expect(left()).toEqual([]);
  });

  test('temporary folders: those of dead processes go, those of living ones stay', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const { startTicks } = readStat(child.pid!)!;
    const abandoned = join(folder, 'temporary', `${child.pid}-${startTicks + 1}-1-tool`);
    const inUse = join(folder, 'temporary', `${child.pid}-${startTicks}-1-tool`);
    mkdirSync(abandoned, { recursive: true });
    mkdirSync(inUse);

    new Cache(folder).removeAbandoned();

    expect([existsSync(abandoned), existsSync(inUse)]).toEqual([false, true]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    new Cache(folder).removeAbandoned();
    expect(left()).toEqual([]);
  });

  test('a place that can not be written to: says so', async () => {
    writeFileSync(join(folder, 'file'), '');
    const cache = new Cache(join(folder, 'file'));
    await expect(cache.provide('tool', async () => undefined)).rejects.toThrow(
      'must be a folder that can be written to',
    );
  });
});
