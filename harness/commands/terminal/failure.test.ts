import { describe, expect, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { EXIT, LabError } from '../../errors.ts';
import { failureOf } from './failure.ts';

const kept: string[] = [];
const keepStack = (stack: string): string => {
  kept.push(stack);
  return '(It is kept.)';
};

describe('failureOf', () => {
  test('an error of the lab is its sentence, its details and its exit code', () => {
    const error = new LabError(EXIT.unavailable, 'Kafka did not come up.', { details: ['its last line'] });
    expect(failureOf(error)).toEqual({
      exitCode: 69,
      sentence: 'Kafka did not come up.',
      details: ['its last line'],
    });
  });

  test('wrong usage is one sentence, with the suggestion', () => {
    const error = new CommanderError(
      1,
      'commander.unknownOption',
      "error: unknown option '--rat'\n(Did you mean --rate?)",
    );
    expect(failureOf(error)).toMatchObject({
      exitCode: EXIT.usage,
      sentence: expect.stringMatching(
        /^Unknown option '--rat'\. Did you mean --rate\? `\.\/lab --help` lists/,
      ),
    });
  });

  test('--help and --version are no failures', () => {
    expect(failureOf(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'))).toBeNull();
  });

  test('a full disk is told as such, wherever in the chain of causes it stands', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    const error = new LabError(EXIT.failed, 'The evidence could not be written.', { cause: full });
    expect(failureOf(error)).toMatchObject({
      exitCode: EXIT.unavailable,
      sentence: expect.stringMatching(/^The disk is full\./),
    });
  });

  test('a full disk that a program of ours ran into is told as such', () => {
    for (const line of [
      "cp: error writing 'pg_wal': No space left on device",
      'Error: ENOSPC: no space left on device, write',
    ]) {
      const cause = new LabError(EXIT.unavailable, 'cp ended with code 1.', { details: [line] });
      for (const error of [cause, new LabError(EXIT.failed, 'The data can not be prepared.', { cause })]) {
        expect(failureOf(error)?.sentence).toMatch(/^The disk is full\./);
      }
    }
  });

  test('anything unexpected is one sentence; the stack and its causes are kept elsewhere', () => {
    const failure = failureOf(
      new Error('no such thing\nsecond line', { cause: new TypeError('the reason') }),
      keepStack,
    );
    expect(failure).toEqual({
      exitCode: EXIT.failed,
      sentence: 'Something unexpected went wrong: no such thing. (It is kept.)',
      details: [],
    });
    expect(kept.at(-1)).toMatch(/no such thing[\s\S]*caused by: TypeError: the reason/);
  });
});
