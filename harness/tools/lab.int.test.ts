import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROOT } from '../places.ts';
import { findOnPath } from './executables.ts';

/** Everything that the script uses besides Node and npm. */
const PROGRAMS = [
  'sh',
  'cat',
  'cmp',
  'cp',
  'dirname',
  'find',
  'mkdir',
  'readlink',
  'rm',
  'sed',
  'sleep',
  'tail',
];
const CLI = `
if (process.argv[2] === 'wait') {
  process.on('SIGTERM', () => process.exit(42));
  setInterval(() => {}, 1000);
} else process.exitCode = Number(process.argv[2] ?? 0);
process.stdout.write(JSON.stringify({ arguments: process.argv.slice(2), folder: process.cwd() }));
`;
/** Installs Node the way npm would, and counts how often it was asked. */
const NPM = `[ "$1" = ci ] || exit 9
echo called >>"$CALLS"
sleep 0.3
mkdir -p node_modules/.bin
ln -sf ${process.execPath} node_modules/.bin/node
: >node_modules/.package-lock.json`;

let folder: string;
let root: string;
let bin: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lab-')));
  root = join(folder, 'checkout with a blank');
  bin = join(folder, 'bin');
  mkdirSync(join(root, 'harness'), { recursive: true });
  mkdirSync(bin);
  copyFileSync(join(ROOT, 'lab'), join(root, 'lab'));
  writeFileSync(join(root, 'harness/cli.ts'), CLI);
  writeFileSync(join(root, 'package-lock.json'), '{}');
  for (const name of [...PROGRAMS, 'ln']) symlinkSync(findOnPath(name)!, join(bin, name));
  program('node', 'echo v20.1.0');
  program('npm', NPM);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

const calls = (): number => readFileSync(join(folder, 'calls'), 'utf8').split('\n').length - 1;

function start(script: string, ...given: string[]) {
  return spawn(script, given, { cwd: folder, env: { PATH: bin, CALLS: join(folder, 'calls') } });
}

async function run(script: string, ...given: string[]) {
  const child = start(script, ...given);
  let output = '';
  let complaint = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (complaint += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output, complaint };
}

describe('./lab', () => {
  test('nothing installed: installs once with one line, then hands over arguments, folder and exit code', async () => {
    const lab = join(root, 'lab');
    const first = await run(lab, '3', 'a b', '*');
    expect(first.code).toBe(3);
    expect(JSON.parse(first.output)).toEqual({ arguments: ['3', 'a b', '*'], folder });
    expect(first.complaint).toMatch(/^Installing the npm packages.*\n$/);
    const second = await run(lab);
    expect(second).toMatchObject({ code: 0, complaint: '' });
    expect(calls()).toBe(1);
  });

  test('through symbolic links, relative and absolute: finds its own folder', async () => {
    symlinkSync(join(root, 'lab'), join(folder, 'absolute'));
    symlinkSync('absolute', join(folder, 'relative'));
    expect(await run('./relative')).toMatchObject({ code: 0 });
  });

  test('another lock file: installs again', async () => {
    await run(join(root, 'lab'));
    writeFileSync(join(root, 'package-lock.json'), '{"changed": true}');
    await run(join(root, 'lab'));
    await run(join(root, 'lab'));
    expect(calls()).toBe(2);
  });

  test('two at once: one installation', async () => {
    const both = await Promise.all([run(join(root, 'lab')), run(join(root, 'lab'))]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls()).toBe(1);
  });

  test('a lock that a dead process left: taken over', async () => {
    const dead = spawn(join(bin, 'sh'), ['-c', ':']);
    await once(dead, 'exit');
    mkdirSync(join(root, '.lab'));
    writeFileSync(join(root, '.lab/npm-ci.lock'), `${dead.pid}\n`);
    expect(await run(join(root, 'lab'))).toMatchObject({ code: 0 });
  });

  test('an empty lock, left by one that was killed before it wrote its name: taken over', async () => {
    mkdirSync(join(root, '.lab'));
    writeFileSync(join(root, '.lab/npm-ci.lock'), '');
    expect(await run(join(root, 'lab'))).toMatchObject({ code: 0 });
  }, 30_000);

  test.each(['node', 'npm'])('no %s: one sentence and exit code 69', async (name) => {
    rmSync(join(bin, name));
    const { code, complaint } = await run(join(root, 'lab'));
    expect(code).toBe(69);
    expect(complaint).toMatch(/^lab: .*is needed to begin: install Node 24.*\n$/);
  });

  test('Node too old to install: one sentence and exit code 69', async () => {
    program('node', 'echo v16.20.0');
    const { code, complaint } = await run(join(root, 'lab'));
    expect(code).toBe(69);
    expect(complaint).toMatch(/^lab: .*node is Node 16; install Node 24.*\n$/);
  });

  test('npm fails: its last lines, where the log is, exit code 69; the next time it is tried again', async () => {
    program('npm', 'echo something went wrong; exit 1');
    const { code, complaint } = await run(join(root, 'lab'));
    expect(code).toBe(69);
    expect(complaint).toContain('something went wrong\n');
    expect(complaint).toContain(`npm ci failed; its whole log is ${root}/.lab/npm-ci.log.`);
    program('npm', NPM);
    expect(await run(join(root, 'lab'))).toMatchObject({ code: 0 });
  });

  test('SIGTERM: reaches the command, whose exit code is the answer', async () => {
    await run(join(root, 'lab'));
    const child = start(join(root, 'lab'), 'wait');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([42, null]);
  });
});
