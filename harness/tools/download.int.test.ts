import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { silentProgress } from '../progress.ts';
import { ChecksumError, download } from './download.ts';

const CONTENT = Buffer.alloc(300_000, 'breakfast');
const RIGHT = createHash('sha256').update(CONTENT).digest('hex');
const WRONG = '0'.repeat(64);

let server: Server;
let base: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  server = createServer((request, response) => {
    if (request.url === '/file') response.end(CONTENT);
    else if (request.url === '/moved') response.writeHead(302, { location: '/file' }).end();
    else if (request.url === '/cut')
      response.writeHead(200, { 'content-length': 1_000_000 }).write(CONTENT, () => response.destroy());
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, digest: string, file: string): Promise<void> =>
  download({ url: `${base}${path}`, algorithm: 'sha256', digest }, file, silentProgress);

describe('download', () => {
  test.each(['/file', '/moved'])('%s with the right checksum: kept', async (path) => {
    const file = join(folder, 'right');
    await get(path, RIGHT, file);
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
  });

  test('wrong checksum: names the file and both checksums, exit code 69, and nothing is kept', async () => {
    const file = join(folder, 'wrong');
    const error = await get('/file', WRONG, file).catch((thrown: unknown) => thrown as ChecksumError);
    expect(error).toBeInstanceOf(ChecksumError);
    expect(error).toMatchObject({
      exitCode: EXIT.unavailable,
      message: expect.stringContaining(`${base}/file`),
    });
    expect((error as ChecksumError).message).toContain(`expected ${WRONG}, got ${RIGHT}`);
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    ['/missing', 'the server answers 404'],
    ['/cut', 'can not be downloaded'],
  ])('%s: says why, and nothing is kept', async (path, reason) => {
    const file = join(folder, 'none');
    await expect(get(path, RIGHT, file)).rejects.toThrow(reason);
    expect(existsSync(file)).toBe(false);
  });

  test('a server that is not there: says so', async () => {
    const nowhere = { url: 'http://127.0.0.1:1/file', algorithm: 'sha256', digest: RIGHT } as const;
    await expect(download(nowhere, join(folder, 'none'), silentProgress)).rejects.toThrow(
      'can not be downloaded',
    );
  });
});
