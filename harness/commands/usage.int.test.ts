/** Bad input, given to the real command: one sentence on standard error, the documented exit code, nothing started. */

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { labToItsEnd } from '../testing/lab.ts';

let folder: string;
let taken: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usage-'));
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'empty'));
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  taken.close();
  await rm(folder, { recursive: true });
});

async function refused(args: readonly string[]): Promise<{ code: number | null; sentence: string }> {
  const { code, stdout, stderr } = await labToItsEnd(args);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^lab: [^\n]+\n$/);
  return { code, sentence: stderr.slice('lab: '.length).trim() };
}

describe('./lab with wrong usage', () => {
  test.each([
    [['comapre'], "Unknown command 'comapre'. Did you mean compare?"],
    [['compare', '--rat', '5'], "Unknown option '--rat'. Did you mean --rate?"],
    [['compare', 'payment-outage'], 'There is no scenario "payment-outage". Did you mean "payments-outage"?'],
    [['compare', 'no-such.yaml'], 'There is no file "no-such.yaml".'],
    [['compare', join('harness', 'scenarios')], 'can not be read (EISDIR)'],
    [['compare', '--side', 'left'], 'There is no side "left". There are: rr, ed, both.'],
    [['compare', '--rate', '0'], '--rate must be a whole number from 1 to 2000 (orders a second), not "0".'],
    [
      ['compare', '--rate', '-1'],
      '--rate must be a whole number from 1 to 2000 (orders a second), not "-1".',
    ],
    [
      ['compare', '--rate', '1000000'],
      '--rate must be a whole number from 1 to 2000 (orders a second), not "1000000".',
    ],
    [
      ['compare', '--rate', 'fast'],
      '--rate must be a whole number from 1 to 2000 (orders a second), not "fast".',
    ],
    [
      ['compare', '--fault-seconds', '121'],
      '--fault-seconds must be a whole number from 1 to 120 (seconds), not "121".',
    ],
    [['compare', '--instances', '0'], '--instances must be a whole number from 1 to 9, not "0".'],
    [
      ['compare', 'rolling-deploy', '--instances', '1'],
      'rolling-deploy needs at least 2, so that one works while another is away; there is 1 instance of each service',
    ],
    [['compare', 'out-of-order', '--instances', '2'], 'reorder needs at most 1, or else it can not be seen'],
    [['compare', 'out-of-order', '--arm', 'ed=naive'], 'reorder can not be seen below the rung outbox'],
    [['ladder', 'ed', '--scenario', 'out-of-order'], 'reorder can not be seen below the rung outbox'],
    [
      ['compare', 'broker-down', '--side', 'rr'],
      'No fault of broker-down can be done to the request-response kitchen, only to the event-driven one.',
    ],
    [['ladder', 'rr', '--scenario', 'broker-down'], 'No fault of broker-down can be done to the request-re'],
    [['chaos', 'kill', 'rr/payments@10'], 'Instances run from payments@1 to payments@9'],
    [['chaos', 'slow', 'rr/payments@2:bank'], 'A way leads from all instances of a role, like payments:bank'],
    [['compare', '--seed', 'x'], '--seed must be a whole number from 0 to 2147483647, not "x".'],
    [['compare', '--mutant', 'no-such-mutant'], 'There is no mutant "no-such-mutant". There are: '],
    [['mutants', 'no-inbx'], 'There is no mutant "no-inbx". Did you mean "no-inbox"?'],
    [['compare', '--out', ''], '--out must name a folder that can be written; "" names none.'],
    [['compare', '--runtime', 'vm'], 'There is no runtime "vm". There are: local, compose.'],
    [['compare', 'calm', 'again'], "Too many arguments for 'compare'."],
    [
      ['compare', '--arm', 'rr=naiv'],
      'There is no rung of the request-response ladder "naiv". Did you mean "naive"?',
    ],
    [
      ['compare', '--arm', 'naive'],
      '--arm takes a kitchen and a rung of its ladder, like rr=naive, and not "naive".',
    ],
    [['ladder', 'lr'], 'There is no side "lr".'],
    [['soak', '--minutes', '0'], '--minutes must be a whole number from 1 to 1440 (minutes), not "0".'],
    [['up'], "Missing required argument 'side'."],
    [['up', 'rr', '--arm', 'rr=brakers'], 'Did you mean "breakers"?'],
    [
      ['up', 'rr', '--arm', 'ed=naive'],
      '--arm ed=naive is for the event-driven kitchen, which is not asked for.',
    ],
    [['compare', '--side', 'rr', '--arm', 'ed=naive'], '--arm ed=naive is for the event-driven kitchen'],
    [['up', 'lr'], 'There is no side "lr".'],
    [['up', 'rr', '--port', '80'], '--port must be a whole number from 1024 to 65534, not "80".'],
    [['chaos', 'kil', 'rr/payments'], 'There is no fault "kil". Did you mean "kill"?'],
    [['chaos', 'broker-kill', 'ed/payments'], 'broker-kill is done to kafka only.'],
    [['chaos', 'broker-kill', 'rr/kafka'], 'The request-response kitchen has no kafka.'],
    [['chaos', 'duplicate', 'rr/orders'], 'duplicate can not be done to the request-response kitchen.'],
    [['chaos', 'reorder', 'ed/orders'], 'reorder is done to customers only.'],
    [['chaos', 'reorder', 'rr/customers'], 'reorder can not be done to the request-response kitchen.'],
    [['chaos', 'kill', 'rr/orders', '--with', 'delay=1'], 'kill has no options, and so no "delay".'],
    [['chaos', 'bank-errors', 'rr/bank', '--with', 'rate=1.3'], '"rate" must be at most 1, not 1.3.'],
    [['chaos', 'retry-storm', 'rr/clients'], 'retry-storm is planned into a load: it belongs to a scenario'],
    [['diff', 'order'], 'There is no service "order". Did you mean "orders"?'],
    [['audit', 'no-such-run'], 'There is no run "no-such-run"'],
    [['report', 'no-such-run'], 'There is no run "no-such-run"'],
    [['trace', 'no-such-run', 'an-order'], 'There is no run "no-such-run"'],
    [['trace', 'latest'], "Missing required argument 'order'."],
    [['runs', 'all'], "Too many arguments for 'runs'."],
    [['list', '--jso'], "Unknown option '--jso'. Did you mean --json?"],
    [['chaos', 'kil', 'rr/payments'], 'There is no fault "kil". Did you mean "kill"?'],
    [['chaos', 'kill', 'rr/payment'], 'There is no role "payment". Did you mean "payments"?'],
    [['chaos', 'kill', 'rr/payments', '--for', '1h'], '--for must be a time from 1s to 600s, not "1h".'],
    [['help', 'compair'], 'There is no command "compair". Did you mean "compare"?'],
    [['bench', 'kneee'], 'There is no part of the benchmark "kneee". Did you mean "knee"?'],
    [['test', 'units'], 'There is no kind of test "units". Did you mean "unit"?'],
  ])('%j is refused by a sentence that says what would be right', async (args, sentence) => {
    const told = await refused(args);
    expect(told.sentence).toContain(sentence);
    expect(told.code).toBe(EXIT.usage);
  });

  test('a mistake in a scenario file is told with its line and column, before anything starts', async () => {
    const file = join(folder, 'mine.yaml');
    await writeFile(
      file,
      'name: mine\ntitle: Mine\nhypothesis: It holds.\nfaults:\n  - { fault: kill, onn: payments }\n',
    );
    expect(await refused(['compare', file, '--out', folder])).toEqual({
      code: EXIT.usage,
      sentence: `${file}:5:20: there is no "onn". Did you mean "on"?`,
    });
    await rm(file);
  });

  test('an output folder that can not be written is refused before anything starts', async () => {
    const told = await refused(['compare', '--out', join(folder, 'file', 'runs')]);
    expect(told).toMatchObject({
      code: EXIT.usage,
      sentence: expect.stringContaining('--out must name a folder that can be written'),
    });
    expect((await readdir(folder)).sort()).toEqual(['empty', 'file']);
  });

  test.each(['audit', 'report'])('%s of a folder that is no run is refused', async (command) => {
    const told = await refused([command, join(folder, 'empty')]);
    expect(told).toMatchObject({
      code: EXIT.usage,
      sentence: expect.stringContaining('is not the folder of a run'),
    });
  });

  test('a word that is in the path of no test is named', async () => {
    const { code, stderr } = await labToItsEnd(['test', 'unit', 'no-such-file']);
    expect(stderr).toContain('lab: No file of unit tests has "no-such-file" in its path.');
    expect(code).toBe(EXIT.usage);
  });

  test('a port that is taken is refused by its number', async () => {
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await labToItsEnd(['up', 'rr', '--port', String(port)]);
    expect(stderr).toContain(`Port ${port} is taken`);
    expect(code).toBe(EXIT.unavailable);
  });
});

describe('./lab with right usage', () => {
  const COMMANDS = [
    'compare',
    'ladder',
    'up',
    'chaos',
    'audit',
    'report',
    'trace',
    'runs',
    'list',
    'doctor',
    'test',
    'lint',
    'bench',
    'mutants',
    'soak',
    'diff',
    'help',
  ];

  test('alone it says what it is and how to begin', async () => {
    const { code, stdout } = await labToItsEnd([]);
    expect(stdout).toContain('./lab compare');
    expect(code).toBe(EXIT.ok);
  });

  test('--version is the version of the package', async () => {
    const { stdout } = await labToItsEnd(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('--help lists every command and every exit code', async () => {
    const { stdout } = await labToItsEnd(['--help']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const code of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^  ${code} `, 'm'));
  });

  test.each(COMMANDS)('%s --help has an example', async (command) => {
    const { code, stdout } = await labToItsEnd([command, '--help']);
    expect(stdout).toMatch(new RegExp(`^Examples?:\\n  \\./lab ${command}`, 'm'));
    expect(code).toBe(EXIT.ok);
  });

  test.each([['list'], ['runs'], ['doctor']])('%s --json is JSON and nothing else', async (command) => {
    const { stdout, stderr } = await labToItsEnd([command, '--json']);
    expect(JSON.parse(stdout)).toBeInstanceOf(Object);
    expect(stderr).toBe('');
  });

  test('help shows what --help shows', async () => {
    const [all, one] = await Promise.all([labToItsEnd(['help']), labToItsEnd(['help', 'trace'])]);
    expect(all.stdout).toBe((await labToItsEnd(['--help'])).stdout);
    expect(one).toMatchObject({ code: EXIT.ok, stdout: expect.stringContaining('Usage: ./lab trace') });
  });

  test('it works from any folder', async () => {
    const { code, stdout } = await labToItsEnd(['diff', 'orders'], { cwd: folder });
    expect(stdout).toContain('request-response/orders/service.ts');
    expect(code).toBe(EXIT.ok);
  });
});
