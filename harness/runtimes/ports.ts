/**
 * Free ports on loopback, below the range from which the kernel takes ports for outgoing connections: a port from
 * inside it could be taken by a connection between looking and listening.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { EXIT, LabError } from '../errors.ts';

const LOWEST = 20_000;
const HIGHEST = 32_767;
const given = new Set<number>();
// Two labs at once begin at different places.
let next = randomInt(LOWEST, HIGHEST + 1);

/** Ports that are free now, none of which this process has handed out before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let looked = 0; looked <= HIGHEST - LOWEST && ports.length < count; looked += 1) {
    const port = next;
    next = next === HIGHEST ? LOWEST : next + 1;
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  if (ports.length < count)
    throw new LabError(EXIT.unavailable, `No free port between ${LOWEST} and ${HIGHEST}.`);
  return ports;
}

/**
 * Takes a port that somebody asked for, so that no role is given it.
 * @throws {LabError} 69 when it is not free
 */
export async function reservePort(port: number): Promise<void> {
  if (!(await isFree(port)))
    throw new LabError(EXIT.unavailable, `Port ${port} is taken; choose another one or none.`);
  given.add(port);
}

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
