/** Errors as a client sees them: problem+json (RFC 9457). The one place where the kind of an error becomes a status. */
import { z } from 'zod';
import { AppError, type ErrorKind } from './errors.ts';

/** RFC 9457. `effect` says whether the request may have changed anything: `unknown` means ask before trying anew. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string(),
  effect: z.enum(['none', 'unknown']),
  requestId: z.string().optional(),
});

type Problem = z.infer<typeof problem>;

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  not_found: 404,
  in_progress: 409,
  conflict: 409,
  mismatch: 422,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
  timeout: 504,
  poison: 500,
  internal: 500,
};

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function problemOf(error: AppError, requestId?: string): Problem {
  const status = STATUS[error.kind];
  return {
    type: `urn:two-kitchens:problem:${error.code}`,
    title: TITLES[status] ?? 'Error',
    status,
    // What went wrong inside is for the log, not for a client.
    detail: error.kind === 'internal' ? 'Something went wrong here; it has been logged.' : error.message,
    code: error.code,
    effect: error.effect,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Headers that an error asks for beside its problem. */
export function problemHeaders(error: AppError): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (error.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(error.retryAfterSeconds);
  return headers;
}

/** The value, checked; or a 400 that names the first field that is wrong. */
export function validated<Schema extends z.ZodType>(schema: Schema, value: unknown, code = 'invalid_body') {
  const result = schema.safeParse(value);
  if (result.success) return result.data as z.output<Schema>;
  const issue = result.error.issues[0]!;
  const where = issue.path.length === 0 ? 'the body' : issue.path.join('.');
  throw new AppError('invalid', code, `${where}: ${issue.message}`);
}
