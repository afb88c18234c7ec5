/**
 * The routes that a client may use, as data: the gateway routes these and nothing else, and the OpenAPI document
 * describes these and nothing else.
 */
import { z } from 'zod';
import { customer, customerId, customerRequest, menu, order, placeOrderRequest } from './schemas.ts';

type ApiResponse = { description: string; schema: z.ZodType; location?: true };

export type ApiRoute = {
  operationId: string;
  summary: string;
  method: 'get' | 'post' | 'put';
  /** In OpenAPI's syntax: `/orders/{orderId}`. */
  path: string;
  /** The service that answers. */
  owner: 'orders' | 'customers';
  /** What each part of the path must look like; anything else is not found. */
  params: Record<string, z.ZodType>;
  idempotencyKey: boolean;
  request: z.ZodType | null;
  /** Answers beside the problems. */
  responses: Record<number, ApiResponse>;
  /** Statuses answered as problem+json, beside those that every route has. */
  problems: readonly number[];
};

export const API_ROUTES: readonly ApiRoute[] = [
  {
    operationId: 'placeOrder',
    summary: 'Place an order; repeat it with the same key as often as needed.',
    method: 'post',
    path: '/orders',
    owner: 'orders',
    params: {},
    idempotencyKey: true,
    request: placeOrderRequest,
    responses: {
      201: { description: 'The order, decided.', schema: order, location: true },
      202: {
        description: 'The order, accepted and still to be decided.',
        schema: order,
        location: true,
      },
    },
    problems: [409, 413, 422],
  },
  {
    operationId: 'readOrder',
    summary: 'Read one of your own orders.',
    method: 'get',
    path: '/orders/{orderId}',
    owner: 'orders',
    params: { orderId: z.uuid() },
    idempotencyKey: false,
    request: null,
    responses: { 200: { description: 'The order as it is now.', schema: order } },
    problems: [404],
  },
  {
    operationId: 'readMenu',
    summary: 'Read the menu.',
    method: 'get',
    path: '/menu',
    owner: 'orders',
    params: {},
    idempotencyKey: false,
    request: null,
    responses: { 200: { description: 'What can be ordered, and its price.', schema: menu } },
    problems: [],
  },
  {
    operationId: 'changeCustomer',
    summary: 'Change your own name and address.',
    method: 'put',
    path: '/customers/{customerId}',
    owner: 'customers',
    params: { customerId },
    idempotencyKey: false,
    request: customerRequest,
    responses: { 200: { description: 'The customer as it is now.', schema: customer } },
    problems: [404, 413],
  },
];
