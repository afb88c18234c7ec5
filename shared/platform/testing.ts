/** For tests: a real server on a free loopback port, a log that is kept, and raw requests that no client tidies up. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer } from './closing.ts';
import { createHttpServer, type Readiness, type Route } from './http-server.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';

export type LogLine = Record<string, unknown> & { level: string; msg: string };

/** A log that keeps its lines. */
export function keptLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: string) => (fields: object, msg: string) => void lines.push({ ...fields, level, msg });
  const log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    isLevelEnabled: () => true,
  };
  return { log: log as unknown as Log, lines };
}

export async function startTestServer(routes: readonly Route[], ready: Readiness = async () => null) {
  const { log, lines } = keptLog();
  const metrics = createMetrics('test', 'both');
  const server = await createHttpServer({ routes, ready, log, metrics }).listen('127.0.0.1', 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    lines,
    metrics,
    /** Without lingering, unless a test is about that. */
    close: (options: Parameters<typeof closeServer>[1] = {}) =>
      closeServer(server, { lingerMs: 0, ...options }),
  };
}

export type RawAnswer = { status: number; headers: http.IncomingHttpHeaders; body: string };

/** Sends exactly this path and these headers: `fetch` would resolve `..` and refuse some headers. */
export function rawRequest(
  port: number,
  request: { method?: string; path: string; headers?: http.OutgoingHttpHeaders; body?: string | Buffer },
): Promise<RawAnswer> {
  const { method = 'GET', path, headers = {}, body } = request;
  return new Promise((resolve, reject) => {
    const sent = http.request(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
