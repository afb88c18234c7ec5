/** Downloads a file of which the checksum is known beforehand; of any other nothing is kept. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT, LabError } from '../errors.ts';
import type { Progress } from '../progress.ts';

/** `digest` in lower-case hexadecimal, as the project that publishes the file states it. */
export type Download = { url: string; algorithm: 'sha256' | 'sha512'; digest: string };

/** Without an answer for so long, the next way is tried. */
const ANSWER_WITHIN_MS = 4_000;
const SILENT_AT_MOST_MS = 30_000;

/**
 * @throws {LabError} 69, naming the file, when it can't be had
 * @throws {ChecksumError} 69, naming the file and both checksums, when it is not the right one
 */
export async function download(
  { url, algorithm, digest }: Download,
  file: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash(algorithm);
  try {
    await fetchInto(url, file, (chunk) => hash.update(chunk), progress, signal);
  } catch (cause) {
    await rm(file, { force: true });
    const because = cause instanceof Error ? reasonOf(cause) : String(cause);
    throw new LabError(EXIT.unavailable, `${url} can not be downloaded: ${because}.`, { cause });
  }
  const got = hash.digest('hex');
  if (got === digest) return;
  await rm(file, { force: true });
  throw new ChecksumError(
    `${url} has the wrong ${algorithm} checksum, so it was thrown away: expected ${digest}, got ${got}.`,
  );
}

export class ChecksumError extends LabError {
  constructor(message: string) {
    super(EXIT.unavailable, message);
    this.name = 'ChecksumError';
  }
}

async function fetchInto(
  url: string,
  file: string,
  see: (chunk: Buffer) => void,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  const tooSilent = (): void => silence.abort(new Error('no answer'));
  let timer = setTimeout(tooSilent, ANSWER_WITHIN_MS);
  try {
    const stop = signal === undefined ? silence.signal : AbortSignal.any([silence.signal, signal]);
    const response = await fetch(url, { signal: stop });
    if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    let bytes = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(tooSilent, SILENT_AT_MOST_MS);
        see(chunk);
        bytes += chunk.length;
        progress.update(total > 0 ? bytes / total : null, `${Math.round(bytes / 1e6)} MB`);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(file), { signal: stop });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` hides what happened in the cause. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
