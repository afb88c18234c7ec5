import { expect, test } from '@jest/globals';
import { renderTerminal } from './terminal.ts';
import { sampleRun } from './testing/sample.ts';
import type { SampleOptions } from './testing/sample-experiment.ts';

const ESCAPE = '\u001b';
const lines = (options: SampleOptions, layout = { columns: 80, colour: false }) =>
  renderTerminal(sampleRun(options), layout).split('\n');

const LONG = ` ${'x'.repeat(200)} <script>alert(1)</script>`;
const RUNS: [string, SampleOptions][] = [
  ['a plain run', {}],
  ['calm', { fault: false }],
  ['one side', { sides: ['rr'] }],
  [
    'harm, invalid, mutants and long texts',
    { harmful: { stuck: 2 }, valid: false, mutants: ['no-inbox'], text: LONG },
  ],
  ['a large run', { ratePerSecond: 500, recoverySeconds: 60 }],
];

test.each(RUNS)('renderTerminal: %s at 80 columns, no line is longer and none has colour', (_, options) => {
  for (const line of lines(options)) {
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).not.toContain(ESCAPE);
  }
});

test('renderTerminal: on a terminal, what failed is coloured', () => {
  const failed = lines({ harmful: { stuck: 2 } }, { columns: 80, colour: true }).filter((line) =>
    line.includes('fail ('),
  );
  expect(failed).toHaveLength(1);
  expect(failed[0]).toContain(`${ESCAPE}[31m`);
});

test('renderTerminal: both sides, have headline, availabilities, ledger, checks and validity', () => {
  const text = lines({ harmful: { 'charged-not-delivered': 3 } }).join('\n');
  expect(text).toContain('With payments killed for 10 s');
  expect(text).toMatch(/accepted ÷ offered +\d+\.\d % +100 %/);
  expect(text).toMatch(/charged, not delivered \(harms customer\) +3 +0/);
  expect(text).toMatch(/2-money +fail \(3 cases\) +pass/);
  expect(text).toMatch(/8-outbox +– +pass/);
  expect(text).toContain('This run is valid');
  expect(text).toContain('names no winner');
  expect(text).toContain('The hypothesis was refuted: 1 of 2 expectations did not hold.');
  expect(text).toContain('  - held: request-response: accepted ÷ offered');
});

test('renderTerminal: an invalid run, says so before anything else', () => {
  expect(lines({ valid: false }).slice(0, 2).join('\n')).toMatch(
    /^This run is not valid.*\n {2}- request-response: the load/,
  );
});

test('renderTerminal: control characters in a text of the run, do not reach the terminal', () => {
  const text = lines({ valid: false, text: `${ESCAPE}[2J\u0007` }).join('');
  for (const character of [ESCAPE, '\u0007']) expect(text).not.toContain(character);
});
