/** The checks of the code that are no tests, each a tool from node_modules. */
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { runProgram } from './program.ts';

type LintStep = { name: string; program: string; args: readonly string[] };

export type LintResult = { name: string; ok: boolean; seconds: number; output: string };

export const LINT_STEPS: readonly LintStep[] = [
  { name: 'types (tsc)', program: 'tsc', args: ['--noEmit', '--pretty', 'false'] },
  { name: 'style (biome)', program: 'biome', args: ['check', '--error-on-warnings', '--colors=off'] },
  {
    name: 'directions (dependency-cruiser)',
    program: 'depcruise',
    args: [
      '--no-progress',
      'shared',
      'request-response',
      'event-driven',
      'harness',
      'load-tests',
      'dashboards',
      'compose',
    ],
  },
  { name: 'leftovers (knip)', program: 'knip', args: ['--no-progress'] },
  { name: 'schemas (buf lint)', program: 'buf', args: ['lint', 'event-driven/schemas'] },
];

export async function runLintStep({ name, program, args }: LintStep): Promise<LintResult> {
  const startedMs = performance.now();
  const { code, output } = await runProgram(join(ROOT, 'node_modules', '.bin', program), args);
  return { name, ok: code === 0, seconds: (performance.now() - startedMs) / 1000, output };
}
