import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, commonConfig, httpUrl, httpUrls, readConfig, secret } from './config.ts';

const shape = { ...commonConfig, STOCK_URL: httpUrl, KEY: secret };
const right = { PORT: '8080', STOCK_URL: 'http://127.0.0.1:1', KEY: '0123456789abcdef' };

describe('readConfig', () => {
  test('all there: values of the right type, defaults filled in', () => {
    expect(readConfig(shape, right)).toEqual({
      ...right,
      PORT: 8080,
      HOST: '127.0.0.1',
      INSTANCE: 1,
      LOG_LEVEL: 'info',
    });
  });

  test('a variable is missing: the error names it', () => {
    expect(() => readConfig(shape, { ...right, STOCK_URL: undefined })).toThrow('STOCK_URL is missing');
  });

  test('several are wrong: the error names each, and no secret is repeated', () => {
    const wrong = { PORT: 'eighty', STOCK_URL: 'file:///etc/passwd', KEY: 'short-secret' };
    expect(() => readConfig(shape, wrong)).toThrow(ConfigError);
    try {
      readConfig(shape, wrong);
    } catch (error) {
      const { message } = error as Error;
      for (const name of ['PORT:', 'STOCK_URL:', 'KEY:']) expect(message).toContain(name);
      expect(message).not.toContain('short-secret');
    }
  });

  test('an empty PORT: wrong, not port 0', () => {
    expect(() => readConfig(shape, { ...right, PORT: '' })).toThrow('PORT');
  });
});

describe('httpUrls', () => {
  const read = (list: string) => readConfig({ STOCK_URL: httpUrls }, { STOCK_URL: list }).STOCK_URL;

  test('one URL: a list of one; several: in their order', () => {
    expect(read('http://127.0.0.1:1')).toEqual(['http://127.0.0.1:1']);
    expect(read('http://stock-1:80,https://stock-2')).toEqual(['http://stock-1:80', 'https://stock-2']);
  });

  test.each([
    ['', ''],
    ['http://127.0.0.1:1,', ''],
    ['http://127.0.0.1:1, http://127.0.0.1:2;', ' http://127.0.0.1:2;'],
    ['http://127.0.0.1:1,file:///etc/passwd', 'file:///etc/passwd'],
  ])('%j: the error names the variable and what is no URL', (list, wrong) => {
    expect(() => read(list)).toThrow(
      new ConfigError([`STOCK_URL: must be http URLs, several with commas: '${wrong}' is none`]),
    );
  });
});

describe('readConfig, a variable that comes as a file', () => {
  const { KEY, ...withoutKey } = right;
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
    file = join(folder, 'key');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['', 'as it is'],
    ['\n', 'without its line end'],
    ['\r\n', 'without its line end'],
  ])('the file ends with %j: its content, %s', (end) => {
    writeFileSync(file, `${KEY}${end}`);
    expect(readConfig(shape, { ...withoutKey, KEY_FILE: file }).KEY).toBe(KEY);
  });

  test('its content is wrong: the error names the variable and does not repeat the secret', () => {
    writeFileSync(file, 'short-secret');
    const read = () => readConfig(shape, { ...withoutKey, KEY_FILE: file });
    expect(read).toThrow(/KEY: must have at least 16 characters/);
    expect(read).not.toThrow('short-secret');
  });

  test('both the variable and its file: an error, whichever would be right', () => {
    writeFileSync(file, KEY);
    const both = () => readConfig(shape, { ...right, KEY_FILE: file });
    expect(both).toThrow(new ConfigError(['KEY and KEY_FILE are both given']));
  });

  test('there is no such file: the error names the variable and the reason', () => {
    const missing = () => readConfig(shape, { ...withoutKey, KEY_FILE: join(folder, 'missing') });
    expect(missing).toThrow(new ConfigError(['KEY_FILE can not be read (ENOENT)']));
  });

  test('a name that only ends like one: is no file to be read', () => {
    const ledger = { LEDGER_FILE: z.string() };
    expect(readConfig(ledger, { LEDGER_FILE: '/var/lib/ledger' })).toEqual({
      LEDGER_FILE: '/var/lib/ledger',
    });
  });
});
