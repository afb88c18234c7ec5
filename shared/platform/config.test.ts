import { describe, expect, test } from '@jest/globals';
import { ConfigError, commonConfig, httpUrl, readConfig, secret } from './config.ts';

const shape = { ...commonConfig, STOCK_URL: httpUrl, KEY: secret };
const right = { PORT: '8080', STOCK_URL: 'http://127.0.0.1:1', KEY: '0123456789abcdef' };

describe('readConfig', () => {
  test('all there: values of the right type, defaults filled in', () => {
    expect(readConfig(shape, right)).toEqual({ ...right, PORT: 8080, HOST: '127.0.0.1', LOG_LEVEL: 'info' });
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
