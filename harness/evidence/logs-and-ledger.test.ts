import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fakeRuntime } from '../experiment/testing/fake-runtime.ts';
import { collectBankLedger } from './bank-ledger.ts';
import { breakerTransitions } from './breakers.ts';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('breaker transitions', () => {
  test('all services together in the order of time; other lines, torn lines and missing logs do not matter', async () => {
    const line = (service: string, to: string, atMs: number): string =>
      JSON.stringify({ level: 40, atMs, service, target: 'payments', to, msg: 'breaker' });
    writeFileSync(
      file('orders.ndjson'),
      `${line('orders', 'open', 20)}\n{"msg":"served"}\n${line('orders', 'closed', 40)}\n`,
    );
    writeFileSync(
      file('delivery.ndjson'),
      `${line('delivery', 'halfOpen', 30)}\n${line('delivery', 'open', 50).slice(0, -5)}`,
    );
    writeFileSync(
      file('orders@2.ndjson'),
      line('orders', 'open', 35).replace('"to"', '"targetInstance":2,"to"'),
    );
    const runtime = fakeRuntime({ instances: 2, logFile: async (role) => file(`${role}.ndjson`) });
    expect(await breakerTransitions(runtime)).toEqual([
      { service: 'orders', target: 'payments', to: 'open', atMs: 20 },
      { service: 'delivery', target: 'payments', to: 'halfOpen', atMs: 30 },
      { service: 'orders@2', target: 'payments@2', to: 'open', atMs: 35 },
      { service: 'orders', target: 'payments', to: 'closed', atMs: 40 },
    ]);
  });
});

describe('bank ledger', () => {
  test('is copied as it is, without the line that a kill tore', async () => {
    writeFileSync(file('ledger'), '{"kind":"charge"}\n{"kind":"refund"}\n{"kind":"cha');
    await collectBankLedger(file('ledger'), file('bank.ndjson'));
    expect(readFileSync(file('bank.ndjson'), 'utf8')).toBe('{"kind":"charge"}\n{"kind":"refund"}\n');
  });

  test('a bank that never wrote one has an empty ledger', async () => {
    await collectBankLedger(file('missing'), file('bank.ndjson'));
    expect(readFileSync(file('bank.ndjson'), 'utf8')).toBe('');
  });
});
