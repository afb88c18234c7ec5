import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { freePorts, isFree } from './ports.ts';

describe('ports', () => {
  test('asked twice: free, below the ephemeral range, and never the same one', async () => {
    const ports = [...(await freePorts(20)), ...(await freePorts(20))];
    expect(new Set(ports).size).toBe(40);
    expect(ports.every((port) => port >= 20_000 && port <= 32_767)).toBe(true);
    expect(await Promise.all(ports.map((port) => isFree(port)))).not.toContain(false);
  });

  test('a port that somebody listens on: not free', async () => {
    const [port] = await freePorts(1);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await isFree(port!)).toBe(false);
    server.close();
  });
});
