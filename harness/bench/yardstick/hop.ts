/** A bare hop: a POST with a small JSON body over a kept-alive connection, parsed on both ends, by node:http alone. */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** 200 bytes, about what services send each other. */
const BODY = {
  orderId: '0190b6c2-6d4e-7c1a-8f63-2f1c5d9a4b10',
  lines: [{ sku: 'omelette', quantity: 2 }],
  note: 'x'.repeat(93),
};

/** @returns the address to send to */
export function serveHops(): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    readAll(incoming, (text) => {
      const answer = JSON.stringify(JSON.parse(text));
      outgoing.writeHead(201, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      });
      outgoing.end(answer);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

export async function prepareHop(url: string): Promise<() => Promise<void>> {
  const agent = new Agent({ keepAlive: true });
  return () =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(BODY);
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const outgoing = request(url, { method: 'POST', agent, headers }, (incoming) => {
        readAll(incoming, (text) => {
          JSON.parse(text);
          resolve();
        });
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
}

function readAll(stream: NodeJS.ReadableStream, done: (text: string) => void): void {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  stream.on('end', () => done(text));
}
