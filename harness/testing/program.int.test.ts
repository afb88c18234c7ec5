import { describe, expect, test } from '@jest/globals';
import { readStat } from '../runtimes/processes/process-table.ts';
import { runProgram } from './program.ts';

const CHILD = `setInterval(() => {}, 1000)`;
/** Starts a child in a session of its own, which holds its output open, says its pid, and ends. */
const leavesAChild = (ends: string): string[] => [
  '-e',
  `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(CHILD)}], { detached: true, stdio: 'inherit' });
  require('node:fs').writeSync(1, String(pid));
  ${ends};`,
];

describe('a program that is run', () => {
  test.each([
    ['is killed', "process.kill(process.pid, 'SIGKILL')", 1],
    ['ends by itself', 'process.exit(0)', 0],
  ])('and %s leaves nothing that it had started', async (_how, ends, code) => {
    const result = await runProgram(process.execPath, leavesAChild(ends));
    expect(result.code).toBe(code);
    expect(result.output).toMatch(/^\d+$/);
    // A zombie has ended, and whoever adopted it has not looked yet.
    expect([undefined, 'Z']).toContain(readStat(Number(result.output))?.state);
  });

  test('and does not exist says so', async () => {
    await expect(runProgram('/no/such/program', [])).rejects.toThrow('ENOENT');
  });
});
