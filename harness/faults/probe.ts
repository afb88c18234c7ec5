/** Looks at a role from outside, the way a stranger would. */
import { connect } from 'node:net';

const GIVE_UP_MS = 1_000;

export type Connection = 'open' | 'refused' | 'silent';

/** What comes of connecting to an address: an open door, a refusal, or silence. */
export function connectionTo(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: GIVE_UP_MS });
    const end = (connection: Connection): void => {
      socket.destroy();
      resolve(connection);
    };
    socket.once('connect', () => end('open'));
    socket.once('timeout', () => end('silent'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? end('refused') : reject(error),
    );
  });
}
