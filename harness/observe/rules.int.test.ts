import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../places.ts';
import { runCommand } from '../tools/run-command.ts';
import { describeWithPrometheus, programs } from './testing/prometheus.ts';

const FOLDER = join(ROOT, 'dashboards', 'prometheus');
const files = (place: string): string[] => readdirSync(join(FOLDER, place)).map((name) => join(place, name));
const promtool = (...args: string[]): Promise<string> =>
  runCommand(programs.promtool, args, { folder: FOLDER, timeoutMs: 60_000 });

describeWithPrometheus('Prometheus: its configuration and its rules', () => {
  test('the configuration is valid', async () => {
    expect(await promtool('check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yml')).toContain(
      'SUCCESS',
    );
  });

  test('the rules are valid, and none is there twice', async () => {
    const output = await promtool('check', 'rules', '--lint=all', '--lint-fatal', ...files('rules'));
    expect(output).toContain('SUCCESS');
  });

  test.each(files('tests'))('%s: the rules say what they should', async (file) => {
    expect(await promtool('test', 'rules', file)).toContain('SUCCESS');
  });
});
