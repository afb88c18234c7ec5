/** Goes a hop the way a service does, and asks whoever is at its end for the least that he answers to anybody. */
import { connect } from 'node:net';
import type { RoleInstance } from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';

/** A healthy end answers in a few milliseconds; busy ones are given more time than that. */
const AGAIN_WITHIN_MS = 10_000;
const FIRST_WITHIN_MS = 3_000;
const AGAIN_EVERY_MS = 50;

/** Milliseconds from the question to the first byte of the answer, or why there was none. */
export type RoundTrip = number | 'silent' | 'closed';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** PostgreSQL: "SSLRequest" (its documentation, "Message Formats"), answered with one letter. */
const SSL_REQUEST = hex('00000008 04d2162f');
/** Kafka: ApiVersions 0 (KIP-35), correlation 1, no client. */
const API_VERSIONS = hex('0000000a 0012 0000 00000001 ffff');
/** Keeps the connection: an end of it would pass where the answer itself does not. */
const HTTP_REQUEST = Buffer.from('GET /health/live HTTP/1.1\r\nHost: hop\r\n\r\n');

const questionTo = (role: RoleInstance): Buffer => {
  if (role === 'postgres') return SSL_REQUEST;
  return role === 'kafka' ? API_VERSIONS : HTTP_REQUEST;
};

/** @param address `host:port` */
export function roundTrip(
  address: string,
  role: RoleInstance,
  { giveUpMs }: { giveUpMs: number },
): Promise<RoundTrip> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let askedMs = 0;
    const end = (result: RoundTrip): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(result);
    };
    const late = setTimeout(end, giveUpMs, 'silent');
    socket.once('connect', () => {
      askedMs = performance.now();
      socket.write(questionTo(role));
    });
    socket.once('data', () => end(performance.now() - askedMs));
    // Whatever kind of end it is: there is no answer.
    socket.once('close', () => end('closed'));
    socket.on('error', () => end('closed'));
  });
}

/**
 * Asks until there is an answer in less than so many milliseconds, with a bound.
 * @returns how long it took, or the last that came of it when there was none
 */
export async function answerAgain(
  address: string,
  role: RoleInstance,
  { belowMs = Infinity, timeoutMs = AGAIN_WITHIN_MS } = {},
): Promise<RoundTrip> {
  let last: RoundTrip = 'silent';
  const good = async (): Promise<number | undefined> => {
    last = await roundTrip(address, role, { giveUpMs: Math.min(belowMs, timeoutMs) });
    return typeof last === 'number' && last < belowMs ? last : undefined;
  };
  return (await waitUntil(good, { timeoutMs, everyMs: AGAIN_EVERY_MS })) ?? last;
}

/** Before anything is done to it. @throws when nobody answers: then nothing can be proven */
export async function expectAnswer(address: string, role: RoleInstance): Promise<number> {
  const answered = await answerAgain(address, role, { timeoutMs: FIRST_WITHIN_MS });
  if (typeof answered === 'number') return answered;
  throw new Error(`${role} does not answer at the end of it, so that nothing could be seen of this.`);
}

export const inMs = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms`;
