/** Requests that are wrong, each with the answer that is right. None of them may leave a row or an event behind. */
import { MAX_LINES } from '#shared/domain/order.ts';
import type { ContractRequest } from './client.ts';
import { MAX_IDEMPOTENCY_KEY_LENGTH } from './schemas.ts';

export type BadRequest = {
  what: string;
  request: (customerId: string) => ContractRequest;
  status: number;
  code?: string;
};

const KEY = { 'idempotency-key': 'a-bad-request' };
const line = { sku: 'porridge', quantity: 1 };
const good = { lines: [line], cardToken: 'tok_visa' };

const order = (what: string, body: unknown, code = 'invalid_body', status = 400): BadRequest => ({
  what: `an order with ${what}`,
  request: (customerId) => ({ method: 'POST', path: '/orders', customerId, headers: KEY, body }),
  status,
  code,
});

const orderKeyed = (what: string, headers: Record<string, string>, code: string): BadRequest => ({
  what: `an order with ${what}`,
  request: (customerId) => ({ method: 'POST', path: '/orders', customerId, headers, body: good }),
  status: 400,
  code,
});

const change = (what: string, body: unknown, code = 'invalid_body', status = 400): BadRequest => ({
  what: `a customer with ${what}`,
  request: (customerId) => ({ method: 'PUT', path: `/customers/${customerId}`, customerId, body }),
  status,
  code,
});

export const BAD_REQUESTS: readonly BadRequest[] = [
  order('malformed JSON', '{"lines": [', 'malformed_json'),
  order('no body', undefined),
  order('a list as its body', [good]),
  order('no lines', { ...good, lines: [] }),
  order('lines that are no list', { ...good, lines: line }),
  order('too many lines', { ...good, lines: Array.from({ length: MAX_LINES + 1 }, () => line) }),
  order('a quantity in words', { ...good, lines: [{ ...line, quantity: 'two' }] }),
  order('quantity 0', { ...good, lines: [{ ...line, quantity: 0 }] }),
  order('quantity -1', { ...good, lines: [{ ...line, quantity: -1 }] }),
  order('half a portion', { ...good, lines: [{ ...line, quantity: 0.5 }] }),
  order('quantity 10⁹', { ...good, lines: [{ ...line, quantity: 1e9 }] }),
  order('an unknown sku', { ...good, lines: [{ ...line, sku: 'gold-toast' }] }, 'unknown_sku'),
  order('an sku that is none', { ...good, lines: [{ ...line, sku: "'; drop table orders" }] }),
  order('the same sku twice', { ...good, lines: [line, line] }, 'duplicate_sku'),
  order('a price of its own', { ...good, lines: [{ ...line, priceCents: 1 }] }),
  order('an unknown field', { ...good, discount: 100 }),
  order('a card number for a token', { ...good, cardToken: '4111111111111111' }),
  order('no card', { lines: [line] }),
  order('a body of 1 MB', { ...good, note: 'x'.repeat(1_000_000) }, 'body_too_large', 413),
  orderKeyed('no Idempotency-Key', {}, 'idempotency_key_missing'),
  orderKeyed('an empty Idempotency-Key', { 'idempotency-key': '' }, 'idempotency_key_invalid'),
  orderKeyed('spaces in its Idempotency-Key', { 'idempotency-key': 'a b' }, 'idempotency_key_invalid'),
  orderKeyed(
    'an oversized Idempotency-Key',
    { 'idempotency-key': 'k'.repeat(MAX_IDEMPOTENCY_KEY_LENGTH + 1) },
    'idempotency_key_invalid',
  ),
  orderKeyed('a body that is not called JSON', { ...KEY, 'content-type': 'text/plain' }, 'not_json'),
  {
    what: 'an order without an API key',
    request: () => ({ method: 'POST', path: '/orders', customerId: null, headers: KEY, body: good }),
    status: 401,
    code: 'no_valid_key',
  },
  {
    what: 'an order with an API key that is wrong',
    request: (customerId) => ({
      method: 'POST',
      path: '/orders',
      customerId: null,
      headers: { ...KEY, authorization: `Bearer k_${customerId}.${'0'.repeat(32)}` },
      body: good,
    }),
    status: 401,
    code: 'no_valid_key',
  },
  change('malformed JSON', '{', 'malformed_json'),
  change('no name', { address: '1 Some Street' }),
  change('a name that is a number', { name: 1, address: null }),
  change('an empty address', { name: 'Ann', address: '' }),
  change('NUL in the name', { name: 'Ann\u0000', address: null }),
  change('half of a surrogate pair in the address', { name: 'Ann', address: '1 Some Street \ud800' }),
  change('an unknown field', { name: 'Ann', address: null, vip: true }),
  change('a body of 1 MB', { name: 'x'.repeat(1_000_000), address: null }, 'body_too_large', 413),
  {
    what: "a change of somebody else's address",
    request: (customerId) => ({
      method: 'PUT',
      path: '/customers/somebody-else',
      customerId,
      body: { name: 'Ann', address: '1 Some Street' },
    }),
    status: 404,
  },
  {
    what: 'a route that there is not',
    request: (customerId) => ({ method: 'POST', path: '/payments', customerId, headers: KEY, body: good }),
    status: 404,
    code: 'no_such_route',
  },
  {
    what: 'an order id that is none',
    request: (customerId) => ({ method: 'GET', path: '/orders/1%20or%201=1', customerId }),
    status: 404,
  },
];
