/** Looks at a role from outside, the way a stranger would. */
import { connect, type Socket } from 'node:net';
import type { Role } from '../systems.ts';

const GIVE_UP_MS = 1_000;

export type Connection = 'open' | 'refused' | 'silent';

export type Answer = 'answers' | 'closes' | Exclude<Connection, 'open'>;

/** What comes of connecting to an address: an open door, a refusal, or silence. */
export const connectionTo = (url: string): Promise<Connection> =>
  converse(url, (socket, end) => void socket.once('connect', () => end('open')));

/** What comes of a first question in the role's own language: an answer, silence, or a door that is shut again. */
export const answerOf = (role: Role, url: string): Promise<Answer> =>
  converse(url, (socket, end) => {
    socket.once('connect', () => void socket.write(QUESTIONS[role] ?? HTTP_QUESTION));
    socket.once('data', () => end('answers'));
    socket.once('end', () => end('closes'));
  });

const HTTP_QUESTION = 'GET /health/live HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n';
const QUESTIONS: Partial<Record<Role, Buffer>> = {
  // SSLRequest (postgresql.org/docs, "Message Formats"): answered by a single letter.
  postgres: Buffer.from('0000000804d2162f', 'hex'),
  // ApiVersions, version 0, without a client's name (kafka.apache.org/protocol).
  kafka: Buffer.from('0000000a0012000000000001ffff', 'hex'),
};

function converse<Found>(
  url: string,
  talk: (socket: Socket, end: (found: Found) => void) => void,
): Promise<Found | 'refused' | 'silent'> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: GIVE_UP_MS });
    const end = (found: Found | 'refused' | 'silent'): void => {
      socket.destroy();
      resolve(found);
    };
    talk(socket, end);
    socket.once('timeout', () => end('silent'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? end('refused') : reject(error),
    );
  });
}
