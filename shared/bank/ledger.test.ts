import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BankEntry, openLedger } from './ledger.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bank-'));
  file = path.join(folder, 'bank.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

const entry = (orderId: string): BankEntry => ({
  kind: 'charge',
  orderId,
  key: orderId,
  chargeId: `ch_${orderId}`,
  amountCents: 500,
  outcome: 'captured',
  answered: true,
  atMs: 1,
});
const line = (orderId: string): string => `${JSON.stringify(entry(orderId))}\n`;

async function openAndRead() {
  const entries: BankEntry[] = [];
  const ledger = await openLedger(file, (read) => entries.push(read));
  return { ledger, entries };
}

describe('the ledger', () => {
  test('many appended at once: all are in the file, in order, when their promises resolve', async () => {
    const { ledger, entries } = await openAndRead();
    expect(entries).toEqual([]);
    const ids = Array.from({ length: 500 }, (_, index) => `order-${index}`);
    await Promise.all(ids.map((id) => ledger.append([entry(id)])));
    expect(await readFile(file, 'utf8')).toBe(ids.map(line).join(''));
    await ledger.close();
  });

  test('opened again: hands out what was written, and goes on behind it', async () => {
    const first = await openAndRead();
    await first.ledger.append([entry('a'), entry('b')]);
    await first.ledger.close();
    const second = await openAndRead();
    expect(second.entries).toEqual([entry('a'), entry('b')]);
    await second.ledger.append([entry('c')]);
    await second.ledger.close();
    expect(await readFile(file, 'utf8')).toBe(line('a') + line('b') + line('c'));
  });

  test.each([
    [
      'at any byte of the last line',
      (text: string) => Array.from({ length: text.length }, (_, index) => index),
    ],
  ])('torn %s: the whole lines stay, the rest is cut off', async (_what, cuts) => {
    for (const cut of cuts(line('torn')).slice(1)) {
      await writeFile(file, line('a') + line('torn').slice(0, cut));
      const { ledger, entries } = await openAndRead();
      await ledger.append([entry('next')]);
      await ledger.close();
      expect(entries).toEqual([entry('a')]);
      expect(await readFile(file, 'utf8')).toBe(line('a') + line('next'));
    }
  });

  test('nothing but a torn line, longer than a block: begins anew', async () => {
    await writeFile(file, 'x'.repeat(10_000));
    const { ledger, entries } = await openAndRead();
    await ledger.close();
    expect(entries).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('');
  });

  test('a torn tail longer than a block behind whole lines: only the tail is cut off', async () => {
    await writeFile(file, line('a') + 'x'.repeat(10_000));
    const { ledger, entries } = await openAndRead();
    await ledger.close();
    expect(entries).toEqual([entry('a')]);
  });

  test('damaged before its last line: refuses to open', async () => {
    await writeFile(file, `${line('a').slice(0, 20)}\n${line('b')}`);
    await expect(openAndRead()).rejects.toThrow(SyntaxError);
  });
});
