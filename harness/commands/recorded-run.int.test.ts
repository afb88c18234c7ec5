/** The commands that work on a recorded run, given to the real `./lab` with nothing running. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { goodRun } from '../audit/testing/good-run.ts';
import type { History } from '../audit/testing/history.ts';
import { CONFIRMED } from '../audit/testing/order-story.ts';
import { EXIT } from '../errors.ts';
import { sealRun } from '../evidence/folder/seal.ts';
import { day, record, runsFolder } from '../evidence/folder/testing/recorded-day.ts';
import { labToItsEnd } from '../testing/lab.ts';
import { findOnPath } from '../tools/executables.ts';
import { waitUntil } from '../wait-until.ts';

const BOUND = { timeoutMs: 10_000, everyMs: 20 };
/** The programs of the machine that the shell script calls. */
const NEEDED_BY_LAB = ['dirname', 'readlink', 'cmp', 'find'];
const runs = runsFolder();

async function recorded(history: History = goodRun()): Promise<string> {
  await record(runs.folder, history);
  sealRun(runs.folder);
  return runs.folder;
}

async function judged(history: History = goodRun()): Promise<string> {
  const run = await recorded(history);
  await labToItsEnd(['audit', run]);
  return run;
}

describe('audit', () => {
  test.each([
    ['as predicted', goodRun(), EXIT.ok],
    ['unsafe', goodRun().order('gina', { ...CONFIRMED, deliveries: [] }), EXIT.unsafe],
    ['not valid', day(), EXIT.invalid],
    ['not valid, whatever it shows', day().order('gina', { ...CONFIRMED, deliveries: [] }), EXIT.invalid],
  ])('of a run that is %s: the short form, and the exit code that says so', async (_what, history, code) => {
    const told = await labToItsEnd(['audit', await recorded(history)]);
    expect(told).toMatchObject({ code, stderr: '' });
    expect(told.stdout).toContain('Ledger');
    expect(existsSync(join(runs.folder, 'verdict.json'))).toBe(true);
  });

  test('--json: verdict.json, word for word', async () => {
    const { stdout } = await labToItsEnd(['audit', await recorded(), '--json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(runs.folder, 'verdict.json'), 'utf8')));
  });
});

describe('report', () => {
  /** A folder for the PATH. */
  function programs(): string {
    const folder = join(runs.root, 'programs');
    mkdirSync(folder);
    return folder;
  }

  test('its path is printed, and --open gives it to the browser', async () => {
    const opened = join(runs.root, 'opened');
    const folder = programs();
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" >'${opened}'\n`, { mode: 0o755 });
    const PATH = [folder, process.env.PATH].join(delimiter);
    const told = await labToItsEnd(['report', await judged(), '--open'], { env: { PATH } });
    const report = join(runs.folder, 'report.html');
    expect(told).toEqual({ code: EXIT.ok, stdout: `${report}\n`, stderr: '' });
    expect(readFileSync(report, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(await waitUntil(() => existsSync(opened) && readFileSync(opened, 'utf8') === report, BOUND)).toBe(
      true,
    );
  });

  test('--open where nothing opens files: a line says what to do, and it is no failure', async () => {
    const run = await judged();
    const PATH = programs();
    for (const name of NEEDED_BY_LAB) symlinkSync(findOnPath(name)!, join(PATH, name));
    const { code, stderr } = await labToItsEnd(['report', run, '--open'], { env: { PATH } });
    expect(stderr).toBe(
      `lab: No browser could be opened from here: open ${join(run, 'report.html')} yourself.\n`,
    );
    expect(code).toBe(EXIT.ok);
  });
});

describe('trace', () => {
  test('an order by its id and by its key: the same story, hop by hop with times', async () => {
    const history = goodRun();
    const run = await judged(history);
    const byId = await labToItsEnd(['trace', run, history.orderId('early 7')]);
    expect(byId).toMatchObject({ code: EXIT.ok, stderr: '' });
    expect(byId.stdout).toMatch(/^request-response: completed — confirmed/);
    expect(byId.stdout).toMatch(/^\+\d+ ms .* the order is confirmed$/m);
    expect(await labToItsEnd(['trace', run, history.key('early 7')])).toEqual(byId);
  });

  test('control characters in what was recorded do not reach the terminal', async () => {
    const history = goodRun();
    for (const booked of history.tables.deliveries) booked.address = '1 \u001b[2JBaker\nStreet';
    const { stdout } = await labToItsEnd(['trace', await judged(history), history.key('early 7')]);
    expect(stdout).toContain('1 Baker Street');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('--json: the stories, and nothing else', async () => {
    const history = goodRun();
    const { stdout } = await labToItsEnd(['trace', await judged(history), history.key('late 3'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ side: 'rr', bucket: 'completed', steps: expect.any(Array) }]);
  });

  test('an order that is not there: wrong usage, and where the orders are listed', async () => {
    const { code, stderr } = await labToItsEnd(['trace', await judged(), 'no-such-order']);
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(/^lab: The run has no order with the id or key "no-such-order"\. [^\n]+\n$/);
  });
});

describe.each([['audit'], ['report'], ['trace', 'an-order']])('%s of a run', (command, ...more) => {
  const change = (file: string, from: string, to: string) => (run: string) =>
    writeFileSync(join(run, file), readFileSync(join(run, file), 'utf8').replace(from, to));

  test.each<[string, (run: string) => void, string]>([
    ['that is incomplete', (run) => rmSync(join(run, 'rr/evidence/bank.ndjson')), 'bank.ndjson is missing'],
    ['from a newer schema', change('experiment.json', '"schema":1', '"schema":99'), 'from a newer version'],
    ['edited by hand', change('rr/operations.ndjson', '201', '202'), 'operations.ndjson was changed'],
    ['whose recording did not finish', (run) => rmSync(join(run, 'seal.json')), 'did not finish'],
  ])('%s: one sentence, 3, and nothing is written', async (_what, spoil, sentence) => {
    const run = await recorded();
    spoil(run);
    const { code, stdout, stderr } = await labToItsEnd([command!, run, ...more]);
    expect({ code, stdout }).toEqual({ code: EXIT.invalid, stdout: '' });
    expect(stderr).toMatch(/^lab: [^\n]+\n$/);
    expect(stderr).toContain(sentence);
    for (const file of ['verdict.json', 'ledger.ndjson', 'report.html'])
      expect(existsSync(join(run, file))).toBe(false);
  });
});
