/**
 * The API of orders and customers as routes: headers, bodies and paths become commands here, once for both kitchens.
 * A kitchen only says what it does with a command.
 */
import { createHash, randomUUID } from 'node:crypto';
import { MENU } from '#shared/domain/menu.ts';
import { type OrderState, type PlacedOrder, placeOrder, type RejectionReason } from '#shared/domain/order.ts';
import { AppError } from '#shared/platform/errors.ts';
import { type HttpRequest, type Route, validated } from '#shared/platform/http-server.ts';
import { isUuid } from '#shared/platform/uuid.ts';
import {
  type CustomerRequest,
  type CustomerView,
  customerId,
  customerRequest,
  idempotencyKey,
  type OrderView,
  type PlaceOrderRequest,
  placeOrderRequest,
} from './schemas.ts';

/** An order that a client asks for: priced, with the id that it will have if it is new. */
export type PlaceOrderCommand = {
  order: PlacedOrder;
  idempotencyKey: string;
  /** Tells the same key with the same body from the same key with another one. */
  requestHash: string;
  requestId: string;
};

export type OrdersApi = {
  /** Answered 201 when it is decided, and 202 when it is accepted and will be decided later. */
  place(command: PlaceOrderCommand): Promise<OrderView>;
  /** The order, whoever placed it; null when there is none. */
  find(orderId: string): Promise<OrderView | null>;
};

export type ChangeCustomerCommand = CustomerRequest & { customerId: string; requestId: string };

export type CustomersApi = {
  change(command: ChangeCustomerCommand): Promise<CustomerView>;
  find(customerId: string): Promise<CustomerView | null>;
};

/** What an order's view is made of, as every store keeps it. */
export type OrderRecord = PlacedOrder & {
  state: OrderState;
  reason: RejectionReason | null;
  placedAt: Date;
  decidedAt: Date | null;
};

const MENU_BODY = { items: MENU.map(({ sku, name, priceCents }) => ({ sku, name, priceCents })) };

export function ordersRoutes(api: OrdersApi): Route[] {
  return [
    {
      method: 'post',
      path: '/orders',
      handle: async (request) => {
        const view = await api.place(placeOrderCommand(request));
        const { orderId, state } = view;
        const status = state === 'placed' ? 202 : 201;
        return { status, body: view, headers: { location: `/orders/${orderId}` }, orderId };
      },
    },
    {
      method: 'get',
      path: '/orders/:orderId',
      handle: async (request) => {
        const caller = callerOf(request);
        const orderId = request.params.orderId!;
        const view = isUuid(orderId) ? await api.find(orderId) : null;
        // Somebody else's order does not exist for this customer.
        if (view === null || view.customerId !== caller) throw noSuchOrder();
        return { status: 200, body: view };
      },
    },
    { method: 'get', path: '/menu', handle: async () => ({ status: 200, body: MENU_BODY }) },
  ];
}

export function customersRoutes(api: CustomersApi): Route[] {
  return [
    {
      method: 'put',
      path: '/customers/:customerId',
      handle: async (request) => {
        const id = ownCustomerId(request);
        const change = validated(customerRequest, request.body);
        return {
          status: 200,
          body: await api.change({ ...change, customerId: id, requestId: request.requestId }),
        };
      },
    },
    {
      method: 'get',
      path: '/customers/:customerId',
      handle: async (request) => {
        const view = await api.find(ownCustomerId(request));
        if (view === null) throw noSuchCustomer();
        return { status: 200, body: view };
      },
    },
  ];
}

export function orderView(record: OrderRecord): OrderView {
  return {
    orderId: record.orderId,
    customerId: record.customerId,
    state: record.state,
    reason: record.reason,
    lines: record.lines.map(({ sku, quantity, priceCents }) => ({ sku, quantity, priceCents })),
    totalCents: record.totalCents,
    placedAt: record.placedAt.toISOString(),
    decidedAt: record.decidedAt?.toISOString() ?? null,
  };
}

/** The same key came with another body before: the client confuses two orders. */
export const keyMismatch = (): AppError =>
  new AppError('mismatch', 'idempotency_key_reused', 'This Idempotency-Key was used with another body.');

/** The first request with this key is still being worked on. */
export const keyInProgress = (): AppError =>
  new AppError(
    'in_progress',
    'idempotency_key_in_progress',
    'A request with this Idempotency-Key is in progress.',
  );

function placeOrderCommand(request: HttpRequest): PlaceOrderCommand {
  const customer = callerOf(request);
  const key = idempotencyKeyOf(request);
  const body = validated(placeOrderRequest, request.body);
  const order = placeOrder(randomUUID(), { ...body, customerId: customer });
  if ('code' in order) {
    const what = order.code === 'unknown_sku' ? 'is not on the menu' : 'stands in more than one line';
    throw new AppError('invalid', order.code, `lines: ${order.sku} ${what}`);
  }
  return { order, idempotencyKey: key, requestHash: requestHash(body), requestId: request.requestId };
}

/** Of the meaning, not of the bytes: white space and the order of fields do not make another request. */
function requestHash({ lines, cardToken }: PlaceOrderRequest): string {
  const meaning = JSON.stringify([lines.map(({ sku, quantity }) => [sku, quantity]), cardToken]);
  return createHash('sha256').update(meaning).digest('hex');
}

function idempotencyKeyOf(request: HttpRequest): string {
  const header = request.header('idempotency-key');
  if (header === undefined) {
    throw new AppError('invalid', 'idempotency_key_missing', 'The header Idempotency-Key is required.');
  }
  const result = idempotencyKey.safeParse(header);
  if (result.success) return result.data;
  throw new AppError(
    'invalid',
    'idempotency_key_invalid',
    `Idempotency-Key: ${result.error.issues[0]!.message}`,
  );
}

/** Who is asking: the gateway has found out, and inner services trust it. */
function callerOf(request: HttpRequest): string {
  const result = customerId.safeParse(request.header('x-customer-id'));
  if (result.success) return result.data;
  throw new AppError('unauthenticated', 'no_customer', 'The request does not say whose it is.');
}

function ownCustomerId(request: HttpRequest): string {
  const id = request.params.customerId!;
  if (id !== callerOf(request)) throw noSuchCustomer();
  return id;
}

const noSuchOrder = (): AppError => new AppError('not_found', 'no_such_order', 'There is no such order.');
const noSuchCustomer = (): AppError =>
  new AppError('not_found', 'no_such_customer', 'There is no such customer.');
