/**
 * How a server ends and loses as few requests as it can: it takes no connections any more, so that callers go elsewhere at
 * once; what still comes over the connections that there are is answered, with the word that the connection ends; and only
 * what has been silent for a while is closed. Closing an idle connection at once would meet requests that are on their way.
 * A request that comes between the last look and the close is still cut off: measured, none of 33,653 over connections that
 * are kept, and 19 of 27,673 over a new one for each (docs/decisions/0014-balancing-and-one-relay.md).
 */
import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** So long a connection may be silent before it is closed: in use, it is told to end by an answer before. */
const LINGER_MS = 1_000;
/** Longer than any request takes, and leaves time to close everything else before the process must be gone. */
const DRAIN_WITHIN_MS = 4_200;
/** To find a moment in which nobody connects. */
const QUIET_WITHIN_MS = 500;

const answering = new WeakMap<Server, Set<ServerResponse>>();

/** Knows from now on what the server is answering. */
export function watchAnswers(server: Server): void {
  const open = new Set<ServerResponse>();
  answering.set(server, open);
  server.prependListener('request', (_request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
  });
}

/**
 * Stops taking connections, and resolves when what is being worked on has been answered. What is not through after
 * `withinMs`, such as a body that does not arrive, is cut off.
 */
export async function closeServer(
  server: Server,
  { withinMs = DRAIN_WITHIN_MS, lingerMs = LINGER_MS } = {},
): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), withinMs);
  await allTaken(server);
  // Not before: who is told that his connection ends makes a new one.
  const endWithAnswer = (response: ServerResponse): void => {
    response.shouldKeepAlive = false;
  };
  server.prependListener('request', (_request, response) => endWithAnswer(response));
  for (const response of answering.get(server) ?? []) endWithAnswer(response);
  await new Promise<void>((resolve) => {
    let closeIdle: NodeJS.Timeout;
    // Not the close of HTTP servers, which closes what is idle with it.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(closeIdle);
      clearTimeout(cutOff);
      resolve();
    });
    // After the loop has read what is there: what lies unread on a connection that is closed is lost.
    const closeSilent = (): void => {
      setImmediate(() => server.closeIdleConnections());
      closeIdle = setTimeout(closeSilent, 50);
    };
    closeIdle = setTimeout(closeSilent, lingerMs);
  });
}

/**
 * The machine holds connections that this process has not taken yet; with the server's end they would be reset. Resolves
 * after a turn of the event loop in which there was none.
 */
async function allTaken(server: Server): Promise<void> {
  const endMs = performance.now() + QUIET_WITHIN_MS;
  let taken = true;
  const take = (): void => {
    taken = true;
  };
  server.on('connection', take);
  await turn(); // the one in which we were told to stop may have been over before it came to the connections
  while (taken && performance.now() < endMs) {
    taken = false;
    await turn();
  }
  server.off('connection', take);
}
