import { describe, expect, test } from '@jest/globals';
import { AppError, asAppError, type ErrorKind } from './errors.ts';
import { problemHeaders, problemOf } from './problem.ts';

const kinds: Record<ErrorKind, { status: number; retriable: boolean; effect: 'none' | 'unknown' }> = {
  invalid: { status: 400, retriable: false, effect: 'none' },
  unauthenticated: { status: 401, retriable: false, effect: 'none' },
  not_found: { status: 404, retriable: false, effect: 'none' },
  in_progress: { status: 409, retriable: true, effect: 'none' },
  conflict: { status: 409, retriable: false, effect: 'none' },
  mismatch: { status: 422, retriable: false, effect: 'none' },
  too_large: { status: 413, retriable: false, effect: 'none' },
  too_many: { status: 429, retriable: false, effect: 'none' },
  unavailable: { status: 503, retriable: true, effect: 'none' },
  timeout: { status: 504, retriable: true, effect: 'unknown' },
  poison: { status: 500, retriable: false, effect: 'none' },
  internal: { status: 500, retriable: true, effect: 'unknown' },
};

describe('AppError', () => {
  test.each(Object.entries(kinds))('%s: its status, whether to retry, and its effect', (kind, expected) => {
    const error = new AppError(kind as ErrorKind, 'some_code', 'Some sentence.');
    const { status, effect, code, title, type } = problemOf(error);
    expect({ status, retriable: error.retriable, effect }).toEqual(expected);
    expect({ code, type }).toEqual({ code: 'some_code', type: 'urn:two-kitchens:problem:some_code' });
    expect(title).not.toBe('Error');
  });

  test('one that knows better than its kind: its own word counts', () => {
    const error = new AppError('unavailable', 'x', 'x', { effect: 'unknown', retriable: false });
    expect(error).toMatchObject({ effect: 'unknown', retriable: false });
  });
});

describe('asAppError', () => {
  test('an AppError: stays the same', () => {
    const error = new AppError('invalid', 'x', 'x');
    expect(asAppError(error)).toBe(error);
  });

  test.each([[new TypeError('x is undefined')], ['a string'], [{ code: 42 }]])(
    '%p: internal, its cause kept',
    (thrown) => {
      expect(asAppError(thrown)).toMatchObject({ kind: 'internal', code: 'internal', cause: thrown });
    },
  );
});

describe('problemOf', () => {
  test('an internal error: the client is not told what it was', () => {
    const problem = problemOf(asAppError(new Error('password=hunter2')), 'request-1');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    expect(problem.requestId).toBe('request-1');
  });
});

describe('problemHeaders', () => {
  test('not authenticated: says how to', () => {
    expect(problemHeaders(new AppError('unauthenticated', 'x', 'x'))['www-authenticate']).toBe('Bearer');
  });

  test('an error that knows when to come back: says so', () => {
    const error = new AppError('too_many', 'x', 'x', { retryAfterSeconds: 2 });
    expect(problemHeaders(error)['retry-after']).toBe('2');
  });
});
