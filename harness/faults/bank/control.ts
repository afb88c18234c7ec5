/** The bank's control, as the harness uses it: changes one thing of its behaviour, and tries charges out that nobody pays. */
import type { Runtime } from '../../runtimes/runtime.ts';

const TIMEOUT_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;

/** What can be wrong with the bank. Each belongs to one fault, so that they overlap without touching each other. */
export type Ill = 'latencyMs' | 'failRate' | 'declineRate' | 'loseAnswerRate';

/** Sets one thing, leaves the others as they are, and answers what the bank says of it then. */
export async function setIll(runtime: Runtime, ill: Ill, value: number): Promise<number> {
  const response = await send(runtime, 'PATCH', '/behaviour', { [ill]: value }, TIMEOUT_MS);
  if (!response.ok) {
    throw new Error(`The bank's control answers ${response.status} to what it was told.`);
  }
  return ((await response.json()) as Record<Ill, number>)[ill];
}

export type Rehearsed = 'captured' | 'declined' | 'failed' | 'no answer';

/** What comes of a charge just now, though nothing is charged; how slow the bank is besides is left out. */
export async function rehearse(runtime: Runtime): Promise<Rehearsed> {
  const response = await send(runtime, 'POST', '/rehearsals', { waits: false }, ANSWER_WITHIN_MS).catch(
    brokenOff,
  );
  if (response === undefined) return 'no answer';
  if (response.status === 500) return 'failed';
  if (response.status !== 201) throw new Error(`The bank's control answers ${response.status}.`);
  return ((await response.json()) as { outcome: 'captured' | 'declined' }).outcome;
}

/** How long a charge takes just now; undefined when it takes longer than `atMostMs`. */
export async function rehearsedMs(runtime: Runtime, atMostMs: number): Promise<number | undefined> {
  const startMs = performance.now();
  try {
    const response = await send(runtime, 'POST', '/rehearsals', { waits: true }, atMostMs);
    await response.body?.cancel();
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return undefined;
    brokenOff(error as Error); // it loses answers, too, and did so after this time
  }
  return performance.now() - startMs;
}

/** A connection that the bank broke off; whatever else went wrong is thrown. */
function brokenOff(error: Error): undefined {
  const { code } = (error.cause ?? {}) as { code?: string };
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') return undefined;
  throw error;
}

function send(
  runtime: Runtime,
  method: string,
  path: string,
  body: object,
  timeoutMs: number,
): Promise<Response> {
  const { url, token } = runtime.access.bankControl();
  return fetch(`${url}${path}`, {
    method,
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
}
