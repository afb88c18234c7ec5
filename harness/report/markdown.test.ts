import { expect, test } from '@jest/globals';
import { renderMarkdown } from './markdown.ts';
import { sampleRun } from './testing/sample.ts';

test('renderMarkdown: both sides, tells the command, the numbers, and how the hypothesis came out', () => {
  const text = renderMarkdown(sampleRun({ harmful: { 'charged-not-delivered': 3 } }));
  expect(text).toMatch(/^`\.\/lab compare [^`]+`, 20\d\d-\d\d-\d\d \d\d:\d\d UTC, on .*This run is valid/);
  expect(text).toContain('With payments killed for 10 s');
  expect(text).toMatch(/^\| accepted ÷ offered \| \d+\.\d % \| 100 % \|$/m);
  expect(text).toMatch(/^\| charged, not delivered \| 3 \| 0 \|$/m);
  expect(text).not.toContain('| stuck |');
  expect(text).toMatch(/^\| .*accepted ÷ offered, in the fault window, .* \| 2\.0 % \| held \|$/m);
  expect(text).toMatch(/^\| event-driven: orders lost is at most 0, .* \| 1 \| refuted \|$/m);
});

test('renderMarkdown: an invalid run, says why, and texts of it can not break out of the page', () => {
  const text = renderMarkdown(sampleRun({ valid: false, text: ' | <script>\u001b[2J' }));
  expect(text).toContain('This run is not valid');
  expect(text).toMatch(/^- request-response: the load generator dropped 4 % of the load \\\| &lt;script>$/m);
  expect(text.replace(/^`[^`]*`/, '')).not.toContain('<script>');
  expect(text).not.toContain('\u001b');
});
