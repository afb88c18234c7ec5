/**
 * The OpenAPI 3.1 document, made from the routes and their schemas. `node shared/contract/openapi.ts` writes it to
 * openapi.json; a test says when that was forgotten.
 */
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { problem } from '#shared/platform/problem.ts';
import { API_ROUTES, type ApiRoute } from './routes.ts';
import {
  customer,
  customerRequest,
  idempotencyKey,
  menu,
  order,
  orderLine,
  placeOrderRequest,
} from './schemas.ts';

const NAMED = {
  PlaceOrderRequest: placeOrderRequest,
  OrderLine: orderLine,
  Order: order,
  CustomerRequest: customerRequest,
  Customer: customer,
  Menu: menu,
  Problem: problem,
};

const names = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));

/** Problems that every route may answer with. */
const COMMON_PROBLEMS = [400, 401, 429, 503, 504];

const PROBLEM_TEXTS: Record<number, string> = {
  400: 'The request is wrong; the detail names what.',
  401: 'No API key, or one that is not valid.',
  404: 'There is no such thing, or it is somebody else’s.',
  409: 'A request with this Idempotency-Key is being worked on.',
  413: 'The body is too large.',
  422: 'The Idempotency-Key was used with another body.',
  429: 'Too many requests with this key.',
  503: 'It could not be done; `effect` says whether anything may have come of it.',
  504: 'No answer in time: what came of it is not known.',
};

export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Two Kitchens',
      version: '1',
      description:
        'Breakfast for delivery. Either kitchen, request-response or event-driven, answers this API.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ apiKey: [] }],
    paths: paths(),
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'A customer’s API key.' } },
      schemas: componentSchemas(),
    },
  };
}

/** The document as it is committed. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;

function paths(): Record<string, Record<string, unknown>> {
  const byPath: Record<string, Record<string, unknown>> = {};
  for (const route of API_ROUTES) {
    byPath[route.path] = { ...byPath[route.path], [route.method]: operation(route) };
  }
  return byPath;
}

function operation(route: ApiRoute) {
  const { operationId, summary, request } = route;
  return {
    operationId,
    summary,
    parameters: parameters(route),
    ...(request === null
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: reference(request) } } } }),
    responses: responses(route),
  };
}

function parameters({ params, idempotencyKey: hasKey }: ApiRoute) {
  const inPath = Object.entries(params).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: jsonSchema(schema),
  }));
  if (!hasKey) return inPath;
  const description = 'Chosen by the client, one per order; repeated with every attempt of that order.';
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description,
    schema: jsonSchema(idempotencyKey),
  };
  return [...inPath, key];
}

function responses(route: ApiRoute): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const [status, { description, schema, location }] of Object.entries(route.responses)) {
    const headers = { Location: { description: 'Where the order can be read.', schema: { type: 'string' } } };
    const content = { 'application/json': { schema: reference(schema) } };
    all[status] = { description, ...(location ? { headers } : {}), content };
  }
  for (const status of [...COMMON_PROBLEMS, ...route.problems].sort()) {
    all[status] = {
      description: PROBLEM_TEXTS[status],
      content: { 'application/problem+json': { schema: reference(problem) } },
    };
  }
  return all;
}

function reference(schema: z.ZodType): { $ref: string } {
  const name = names.get(schema);
  if (name === undefined) throw new Error('A schema that routes use needs a name in NAMED.');
  return { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(NAMED)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, override: tidy });
  for (const schema of Object.values(schemas)) {
    delete schema.$schema;
    delete schema.$id;
  }
  return schemas;
}

function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { override: tidy });
  return rest;
}

/** A format says it; zod's pattern beside it is long and says the same. */
function tidy({
  jsonSchema,
}: {
  jsonSchema: { format?: unknown; pattern?: unknown; maximum?: unknown; minimum?: unknown };
}) {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

if (import.meta.main) await writeFile(new URL('openapi.json', import.meta.url), openApiText());
