/**
 * Secrets that nobody chose: made once, at the first start, and kept in volumes. Each consumer has a folder of its own,
 * and its container mounts that folder alone.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signApiKey } from '#shared/gateway/api-keys.ts';
import { CUSTOMERS } from '../../load-tests/schedule.ts';

/** Each has a database and a login of its own, both named after it. */
export const DATABASES = ['orders', 'stock', 'payments', 'delivery', 'customers'] as const;

/**
 * What a kitchen needs; what is there already stays as it is.
 * @param elsewhere the databases that are reached by another way than PostgreSQL's own: `host:port`
 */
export function writeKitchenSecrets(
  folder: string,
  postgresHost: string,
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  const keySecret = random(join(folder, 'gateway', 'gateway-key-secret'));
  const apiKeys = CUSTOMERS.map(({ customerId }) => [customerId, signApiKey(keySecret, customerId)]);
  write(join(folder, 'k6', 'api-keys.json'), JSON.stringify(Object.fromEntries(apiKeys)));
  random(join(folder, 'bank', 'bank-control-token'));
  random(join(folder, 'postgres', 'postgres-password'));
  for (const name of DATABASES) {
    const password = random(join(folder, 'postgres', 'databases', name));
    const address = elsewhere[name] ?? `${postgresHost}:5432`;
    write(join(folder, name, 'database-url'), `postgres://${name}:${password}@${address}/${name}`);
  }
}

export function writeGrafanaSecrets(folder: string): void {
  random(join(folder, 'grafana', 'grafana-admin-password'));
}

/** @returns the secret in this file, a new one when there was none */
function random(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made = randomBytes(24).toString('base64url');
  write(file, made);
  return made;
}

/** All or nothing: half a secret would be taken for a whole one at the next start. */
function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  // Its consumer runs as another user, and nobody else has this folder.
  writeFileSync(`${file}.new`, content, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}
