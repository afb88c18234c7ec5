/**
 * Errors that carry a code. `retriable` says whether trying again can help; `effect` whether the failed attempt may
 * have changed anything. How a kind becomes an HTTP status stands in problem.ts, how it becomes a retry or a dead
 * letter in event-driven/patterns/, and nowhere else.
 */

export type ErrorKind =
  | 'invalid' // the request is wrong and stays wrong
  | 'unauthenticated'
  | 'not_found'
  | 'in_progress' // the same key is being worked on right now
  | 'conflict' // what the request asks for can't be any more, whatever is tried
  | 'mismatch' // the same key with another body
  | 'too_large'
  | 'too_many'
  | 'unavailable' // a dependency could not be reached, or refuses for now
  | 'timeout' // no answer in time: the outcome is not known
  | 'poison' // a message that no retry can mend
  | 'internal';

const RETRIABLE: ReadonlySet<ErrorKind> = new Set(['in_progress', 'unavailable', 'timeout', 'internal']);

export type AppErrorOptions = {
  cause?: unknown;
  /** Default: `unknown` for timeouts and internal errors, `none` for all others. */
  effect?: 'none' | 'unknown';
  retriable?: boolean;
  /** When to try again, if it can be said. */
  retryAfterSeconds?: number;
};

export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly effect: 'none' | 'unknown';
  readonly retriable: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.code = code;
    this.effect = options.effect ?? (kind === 'timeout' || kind === 'internal' ? 'unknown' : 'none');
    this.retriable = options.retriable ?? RETRIABLE.has(kind);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Any thrown value as an AppError; what is not one already is internal. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'internal', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
