/** What a client may send to and expect from either kitchen. The OpenAPI document is generated from these. */
import { z } from 'zod';
import { MAX_LINES, MAX_QUANTITY } from '#shared/domain/order.ts';

export const MAX_IDEMPOTENCY_KEY_LENGTH = 64;

export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces')
  .max(MAX_IDEMPOTENCY_KEY_LENGTH);

export const customerId = z.string().regex(/^[a-z0-9-]{1,40}$/);

export const orderLine = z.strictObject({
  sku: z.string().regex(/^[a-z0-9-]{1,40}$/),
  quantity: z.int().min(1).max(MAX_QUANTITY),
});

export const placeOrderRequest = z.strictObject({
  lines: z.array(orderLine).min(1).max(MAX_LINES),
  cardToken: z.string().regex(/^tok_[a-z0-9_]{1,40}$/),
});

const orderState = z.enum(['placed', 'confirmed', 'rejected']);
const rejectionReason = z.enum(['out_of_stock', 'payment_declined', 'no_address', 'unavailable']);

export const order = z.strictObject({
  orderId: z.uuid(),
  customerId,
  state: orderState,
  reason: rejectionReason.nullable(),
  lines: z.array(orderLine.extend({ priceCents: z.int() })),
  totalCents: z.int(),
  placedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
});

/** Text for people. No control character, which PostgreSQL refuses (NUL) or a label can't show; no half of a pair. */
const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be well-formed text without control characters');

export const customerRequest = z.strictObject({
  name: text(200),
  address: text(500).nullable(),
});

export const customer = customerRequest.extend({ customerId, version: z.int() });

export const menu = z.strictObject({
  items: z.array(z.strictObject({ sku: z.string(), name: z.string(), priceCents: z.int() })),
});

export type OrderView = z.infer<typeof order>;
export type CustomerView = z.infer<typeof customer>;
export type PlaceOrderRequest = z.infer<typeof placeOrderRequest>;
export type CustomerRequest = z.infer<typeof customerRequest>;
