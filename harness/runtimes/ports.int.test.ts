import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { freePorts, isFree, reservePort } from './ports.ts';

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
    await expect(reservePort(port!)).rejects.toThrow(`Port ${port} is taken`);
    server.close();
  });

  test('a port that was asked for: handed out to nobody', async () => {
    const [last] = await freePorts(1);
    const wanted = last === 32_767 ? 20_000 : last! + 1;
    // Whoever listens on it already would keep it from being handed out, too.
    if (await isFree(wanted)) await reservePort(wanted);
    expect(await freePorts(3)).not.toContain(wanted);
  });
});
