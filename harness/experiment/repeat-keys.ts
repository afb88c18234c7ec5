/**
 * Keys that were answered, sent again when the load is over: with the same body, and with another one. No order comes of it
 * in a kitchen that keeps its word, and k6 counts none of it.
 */
import { placeOrderRequest } from '#shared/contract/schemas.ts';
import { outcomeOf } from '../../load-tests/outcome.ts';
import { plannedOrder } from '../../load-tests/schedule.ts';
import type { LoadLine } from '../../load-tests/settings.ts';
import type { Operation } from '../evidence/records.ts';
import type { Runtime } from '../runtimes/runtime.ts';

/** How many keys; of each, both bodies. */
const KEYS = 5;
const ANSWER_WITHIN_MS = 3_000;
/** A card that no order of the load has: it makes another body of the same dishes. */
const OTHER_CARD = 'tok_of_another_body';

type Repeat = Extract<Operation, { kind: 'repeat' }>;
type PlaceLine = Extract<LoadLine, { kind: 'place' }>;

/** Answers that did not come are recorded, too: the audit knows nothing of these keys then. */
export async function repeatKeys(
  runtime: Pick<Runtime, 'url' | 'access'>,
  lines: readonly LoadLine[],
  seed: number,
): Promise<Repeat[]> {
  const chosen = spread(lines.filter((line) => line.kind === 'place').filter(wasAccepted), KEYS);
  return (await Promise.all(chosen.map(({ index }) => repeatOne(runtime, seed, index)))).flat();
}

const wasAccepted = (line: PlaceLine): boolean => outcomeOf(line) === 'accepted' && line.orderId !== null;

/** As many as wanted, from the first to the last. */
export function spread<One>(all: readonly One[], wanted: number): One[] {
  if (all.length <= wanted) return [...all];
  return Array.from({ length: wanted }, (_, at) => all[Math.round((at * (all.length - 1)) / (wanted - 1))]!);
}

/** One body after the other: at once, the one might be in progress when the other comes. */
async function repeatOne(
  runtime: Pick<Runtime, 'url' | 'access'>,
  seed: number,
  index: number,
): Promise<Repeat[]> {
  const { key, customerId, lines, cardToken } = plannedOrder(seed, index);
  const send = async (body: Repeat['body']): Promise<Repeat> => {
    const order = placeOrderRequest.parse({ lines, cardToken: body === 'same' ? cardToken : OTHER_CARD });
    const sentMs = Date.now();
    const answer = await ask(runtime, customerId, key, order);
    return { kind: 'repeat', key, customerId, body, sentMs, answeredMs: Date.now(), ...answer };
  };
  return [await send('same'), await send('other')];
}

type Answer = Pick<Repeat, 'status' | 'orderId' | 'state'>;

async function ask(
  { url, access }: Pick<Runtime, 'url' | 'access'>,
  customerId: string,
  key: string,
  order: object,
): Promise<Answer> {
  try {
    const response = await fetch(`${url('gateway')}/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${access.apiKey(customerId)}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const { orderId = null, state = null } = (await response.json()) as Partial<Answer>;
    return { status: response.status, orderId, state };
  } catch {
    return { status: 0, orderId: null, state: null }; // no answer is what is recorded
  }
}
