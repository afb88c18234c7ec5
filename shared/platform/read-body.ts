/**
 * Reads a request's body, bounded in size. Ours, because a service takes one kind of body only (JSON in UTF-8, or bytes
 * to pass on), and the general parsers' work for all others would be paid on every hop of every order.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { AppError } from './errors.ts';

/** Several times what the largest order needs. */
export const MAX_BODY_BYTES = 16_384;

/**
 * The body's bytes.
 * @throws {AppError} `too_large` as soon as more than `limitBytes` are announced or received
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new AppError('too_large', 'body_too_large', `The body may have at most ${limitBytes} bytes.`);
    // Node reads and drops a body that nobody listened to, once the answer is sent.
    if (Number(request.headers['content-length']) > limitBytes) return reject(tooLarge());
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) chunks.push(chunk);
      else reject(tooLarge()); // what still comes is dropped here
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', (cause) => {
      reject(new AppError('invalid', 'request_aborted', 'The request ended before its body did.', { cause }));
    });
  });
}

/**
 * The body parsed as JSON; `undefined` when it is empty.
 * @throws {AppError} `too_large`, or `invalid` when it is not JSON
 */
export async function readJson(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const bytes = await readBody(request, limitBytes);
  if (bytes.length === 0) return undefined;
  if (request.headers['content-type']?.startsWith('application/json') !== true) {
    throw new AppError('invalid', 'not_json', 'The Content-Type must be application/json.');
  }
  if (!isUtf8(bytes)) throw new AppError('invalid', 'malformed_json', 'The body is not valid UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new AppError('invalid', 'malformed_json', 'The body is not valid JSON.', { cause });
  }
}
