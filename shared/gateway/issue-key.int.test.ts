import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { signApiKey } from './api-keys.ts';

const SECRET = 'a secret of the gateway';

const issueKey = (args: string[], env: Record<string, string> = { GATEWAY_KEY_SECRET: SECRET }) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'issue-key.ts'), ...args], {
    env,
    encoding: 'utf8',
  });

describe('issue-key', () => {
  test('a customer: their key, alone on its line', () => {
    const { status, stdout } = issueKey(['ann']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${signApiKey(SECRET, 'ann')}\n` });
  });

  test.each([[[]], [['Ann']], [['ann', 'ben']]])('%j: no key, and how to ask', (args) => {
    const { status, stdout, stderr } = issueKey(args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain('give one customer id');
  });

  test('no secret: no key, and the name of what is missing', () => {
    const { status, stdout, stderr } = issueKey(['ann'], {});
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain('GATEWAY_KEY_SECRET is missing');
  });
});
