/** The bank as the payments services of both kitchens see it. One attempt per call: retrying is the caller's decision. */
import { z } from 'zod';
import { AppError } from '#shared/platform/errors.ts';
import type { Log } from '#shared/platform/log.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import { createOutgoing, type OutgoingResponse } from '#shared/platform/outgoing.ts';

const chargeAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('captured'), chargeId: z.string() }),
  z.object({ outcome: z.literal('declined'), chargeId: z.null() }),
]);
const refundAnswer = z.object({ refundedCents: z.int() });

type Charge = {
  orderId: string;
  amountCents: number;
  cardToken: string;
  /** Without a key, every attempt is a charge of its own. */
  key: string | null;
  requestId: string;
};
type Refund = { orderId: string; requestId: string };

export type BankClient = {
  /**
   * @throws {AppError} `conflict` (code `charge_barred`, final) when the order was refunded or voided; `invalid`
   *   when the bank refuses the request itself; `unavailable` when it fails, or as outgoing.ts says; `timeout` likewise
   */
  charge(charge: Charge): Promise<z.infer<typeof chargeAnswer>>;
  /** Gives back what was captured for the order and bars every later charge of it. May be repeated. */
  refund(refund: Refund): Promise<z.infer<typeof refundAnswer>>;
  close(): Promise<unknown>;
};

export function bankClient(options: {
  urls: readonly string[];
  timeoutMs: number;
  log: Log;
  metrics: Metrics;
}): BankClient {
  const bank = createOutgoing({ ...options, target: 'bank' });

  async function post(
    path: string,
    body: { orderId: string; amountCents?: number; cardToken?: string },
    requestId: string,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const response = await bank.send({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/json',
        'x-request-id': requestId,
        'x-order-id': body.orderId,
        ...headers,
      },
      body: JSON.stringify(body),
      requestId,
      orderId: body.orderId,
    });
    if (response.status === 201) return JSON.parse(response.body.toString('utf8'));
    throw refusal(response);
  }

  return {
    async charge({ key, requestId, orderId, amountCents, cardToken }) {
      const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
      return chargeAnswer.parse(
        await post('/charges', { orderId, amountCents, cardToken }, requestId, headers),
      );
    },
    async refund({ orderId, requestId }) {
      return refundAnswer.parse(await post('/refunds', { orderId }, requestId));
    },
    close: bank.close,
  };
}

/** Request timeout, too many requests: says nothing against the request itself. */
const NOT_NOW = new Set([408, 429]);

function refusal({ status, body }: OutgoingResponse): AppError {
  const text = body.toString('utf8').slice(0, 500);
  if (status === 409)
    return new AppError('conflict', 'charge_barred', 'The bank does not charge this order any more.');
  if (status >= 400 && status < 500 && !NOT_NOW.has(status)) {
    // An answer: the bank is up, and would give it again.
    return new AppError('invalid', 'bank_refused', `The bank refused (${status}): ${text}`);
  }
  return new AppError('unavailable', 'bank_failed', `The bank failed (${status}).`, { effect: 'unknown' });
}
