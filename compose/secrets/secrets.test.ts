import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { customerOf } from '#shared/gateway/api-keys.ts';
import { postgresUrl, secret } from '#shared/platform/config.ts';
import { CUSTOMERS } from '../../load-tests/schedule.ts';
import { DATABASES, writeGrafanaSecrets, writeKitchenSecrets } from './secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Content by path from the folder. */
const written = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  );
const inPostgres = (name: string) => join('postgres', 'databases', name);

describe('writeKitchenSecrets', () => {
  test('nothing there: a secret of its own for each consumer, long enough for the services', () => {
    writeKitchenSecrets(folder, 'pg');
    const secrets = Object.entries(written()).filter(([file]) => !/database-url|api-keys/.test(file));
    expect(secrets.map(([file]) => file).sort()).toEqual(
      [
        'bank/bank-control-token',
        'gateway/gateway-key-secret',
        'postgres/postgres-password',
        ...DATABASES.map(inPostgres),
      ].sort(),
    );
    for (const [, content] of secrets) expect(secret.safeParse(content).success).toBe(true);
    expect(new Set(secrets.map(([, content]) => content)).size).toBe(secrets.length);
  });

  test('a database that is reached by another way: its service is told that one, the others their usual one', () => {
    writeKitchenSecrets(folder, 'pg', { stock: 'proxy:20001' });
    expect(written()[join('stock', 'database-url')]).toMatch(/@proxy:20001\/stock$/);
    expect(written()[join('orders', 'database-url')]).toMatch(/@pg:5432\/orders$/);
  });

  test('nothing there: each service is told its own database, with the password that PostgreSQL is told', () => {
    writeKitchenSecrets(folder, 'pg');
    for (const name of DATABASES) {
      const { [join(name, 'database-url')]: url = '', [inPostgres(name)]: password } = written();
      expect(postgresUrl.safeParse(url).success).toBe(true);
      expect(url).toBe(`postgres://${name}:${password}@pg:5432/${name}`);
    }
  });

  test('nothing there: the customers of the load are given keys that the gateway takes', () => {
    writeKitchenSecrets(folder, 'pg');
    const { 'k6/api-keys.json': keys = '', 'gateway/gateway-key-secret': keySecret = '' } = written();
    const apiKeys = Object.entries(JSON.parse(keys) as Record<string, string>);
    expect(apiKeys.map(([customerId]) => customerId)).toEqual(CUSTOMERS.map(({ customerId }) => customerId));
    for (const [customerId, key] of apiKeys) expect(customerOf(keySecret, `Bearer ${key}`)).toBe(customerId);
  });

  test('called again: everything stays as it is', () => {
    writeKitchenSecrets(folder, 'pg');
    const before = written();
    writeKitchenSecrets(folder, 'pg');
    expect(written()).toEqual(before);
  });

  test('ended in the middle, a torn file left: the rest is made, and what was whole stays', () => {
    writeKitchenSecrets(folder, 'pg');
    const before = written();
    rmSync(join(folder, 'stock', 'database-url'));
    writeFileSync(join(folder, 'stock', 'database-url.new'), 'postg');
    writeKitchenSecrets(folder, 'pg');
    expect(written()).toEqual(before);
  });

  test('two kitchens: not one secret in common', () => {
    writeKitchenSecrets(join(folder, 'rr'), 'pg');
    writeKitchenSecrets(join(folder, 'ed'), 'pg');
    const all = Object.values(written());
    expect(new Set(all).size).toBe(all.length);
  });

  test('whoever made them: the user of its consumer can read them', () => {
    writeKitchenSecrets(folder, 'pg');
    for (const file of Object.keys(written())) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o644);
  });
});

test('writeGrafanaSecrets, called twice: one password', () => {
  writeGrafanaSecrets(folder);
  const before = written();
  expect(Object.keys(before)).toEqual(['grafana/grafana-admin-password']);
  writeGrafanaSecrets(folder);
  expect(written()).toEqual(before);
});
