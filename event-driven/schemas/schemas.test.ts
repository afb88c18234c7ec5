/** The schemas as the tools see them: clean, generated from, and never broken. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const FOLDER = import.meta.dirname;
const TOOLS = join(FOLDER, '../../node_modules/.bin');
const EVENTS = 'breakfast/v1/events.proto';

let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'schemas-'));
  await cp(FOLDER, copy, { recursive: true });
});
afterEach(() => rm(copy, { recursive: true }));

/** Runs buf in the copy. Resolves with its exit code and what it said. */
async function buf(...parameters: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, PATH: `${TOOLS}${delimiter}${process.env.PATH}` };
  try {
    const { stdout, stderr } = await promisify(execFile)(join(TOOLS, 'buf'), parameters, { cwd: copy, env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

async function change(from: string, to: string): Promise<void> {
  const file = join(copy, EVENTS);
  const before = await readFile(file, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(file, after);
}

const breaking = () => buf('breaking', '--against', 'baseline.binpb');

describe('the schemas', () => {
  test('buf lint has nothing to say', async () => {
    expect(await buf('lint')).toEqual({ code: 0, output: '' });
  });

  test('the generated code is what the schemas generate', async () => {
    await rm(join(copy, 'generated'), { recursive: true });
    expect(await buf('generate')).toMatchObject({ code: 0 });
    const committed = await filesIn(join(FOLDER, 'generated'));
    expect(committed.size).toBeGreaterThan(0);
    expect(await filesIn(join(copy, 'generated'))).toEqual(committed);
  });

  test('nothing breaks a reader of the baseline', async () => {
    expect(await breaking()).toEqual({ code: 0, output: '' });
  });

  test('a new field is compatible', async () => {
    await change('string reason = 1;', 'string reason = 1;\n  string note = 2;');
    expect(await breaking()).toEqual({ code: 0, output: '' });
  });

  test.each([
    ['a field with another type', 'int32 total_cents = 3;', 'string total_cents = 3;'],
    ['a field with another number', 'string card_token = 4;', 'string card_token = 5;'],
    ['a field that is gone', '  string missing_sku = 1;\n', ''],
    ['a fact with another name', 'DeliveryBooked delivery_booked = 40;', 'DeliveryBooked booked = 40;'],
  ])('%s is caught', async (_what, from, to) => {
    await change(from, to);
    const { code, output } = await breaking();
    expect(code).not.toBe(0);
    expect(output).toContain(EVENTS);
  });
});

async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length), await readFile(file, 'utf8')] as const),
    ),
  );
}
