/** What every request between the services carries in its headers: on whose behalf, and which call it is. */
import { z } from 'zod';
import { customerId, idempotencyKey } from '#shared/contract/schemas.ts';
import { AppError } from '#shared/platform/errors.ts';
import { type HttpRequest, validated } from '#shared/platform/http-server.ts';

const orderId = z.uuid();

export type InnerRequest = {
  customerId: string;
  requestId: string;
  /** Null when the caller has none: then every attempt is a call of its own. */
  idempotencyKey: string | null;
};

/** @throws {AppError} `invalid` when the customer is missing, or a header is malformed */
export function innerRequest(request: HttpRequest): InnerRequest {
  const key = request.header('idempotency-key');
  return {
    customerId: validated(customerId, request.header('x-customer-id'), 'invalid_customer_id'),
    requestId: request.requestId,
    idempotencyKey: key === undefined ? null : validated(idempotencyKey, key, 'idempotency_key_invalid'),
  };
}

/** The order that the path names. */
export const orderIdOf = (request: HttpRequest): string => validated(orderId, request.params.orderId);

/** The order was undone before this request came: a late one, which must not bring anything to life again. */
export const alreadyUndone = (): AppError =>
  new AppError('conflict', 'already_undone', 'This order has been undone; nothing is done for it any more.');
