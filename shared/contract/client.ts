/** A client of either kitchen, for the contract suite and for the check before a run: plain requests, answers as they are. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type CustomerRequest, type OrderView, order, type PlaceOrderRequest } from './schemas.ts';

export type Answer = { status: number; headers: Headers; body: unknown };

export type ContractRequest = {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  /** Whose API key goes with it; null: none. */
  customerId: string | null;
  headers?: Record<string, string>;
  /** A string goes as it is; anything else as JSON. */
  body?: unknown;
};

export type ContractClient = ReturnType<typeof contractClient>;

const POLL_MS = 50;

export function contractClient(url: string, apiKey: (customerId: string) => string) {
  async function call({ method, path, customerId, headers, body }: ContractRequest): Promise<Answer> {
    const authorization = customerId === null ? undefined : { authorization: `Bearer ${apiKey(customerId)}` };
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : parsed(text),
    };
  }

  const placeOrder = (customerId: string, body: PlaceOrderRequest, key: string = randomUUID()) =>
    call({ method: 'POST', path: '/orders', customerId, headers: { 'idempotency-key': key }, body });

  const readOrder = (customerId: string, orderId: string) =>
    call({ method: 'GET', path: `/orders/${orderId}`, customerId });

  const changeCustomer = (customerId: string, body: CustomerRequest) =>
    call({ method: 'PUT', path: `/customers/${customerId}`, customerId, body });

  /** Reads an order until it is decided. */
  async function untilDecided(customerId: string, orderId: string, withinMs = 20_000): Promise<OrderView> {
    return until(`order ${orderId} is decided`, withinMs, async () => {
      const view = order.parse((await readOrder(customerId, orderId)).body);
      return view.state === 'placed' ? null : view;
    });
  }

  /**
   * Places orders (a new key each time) until one is confirmed: a new address, or a payments service that is back, may
   * take a moment to count.
   */
  async function untilConfirmed(
    customerId: string,
    body: PlaceOrderRequest,
    withinMs = 20_000,
  ): Promise<{ key: string; answer: Answer; view: OrderView }> {
    return until('an order is confirmed', withinMs, async () => {
      const key = randomUUID();
      const answer = await placeOrder(customerId, body, key);
      const placed = order.safeParse(answer.body);
      if (!placed.success) return null;
      const view = await untilDecided(customerId, placed.data.orderId, withinMs);
      return view.state === 'confirmed' ? { key, answer, view } : null;
    });
  }

  return { call, placeOrder, readOrder, changeCustomer, untilDecided, untilConfirmed };
}

async function until<T>(what: string, withinMs: number, attempt: () => Promise<T | null>): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const found = await attempt();
    if (found !== null) return found;
    if (performance.now() > deadlineMs) throw new Error(`Not so within ${withinMs} ms: ${what}.`);
    await wait(POLL_MS);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // not JSON: the reader of the answer sees what came instead
  }
}
