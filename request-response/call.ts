/** A call to another service, as the wrappers in patterns/ see it: they change the call, repeat it, or refuse it. */
import type { CallOutcome } from '#shared/platform/call-outcome.ts';

/** On whose behalf, and for how long it matters. */
export type CallContext = {
  requestId: string;
  orderId: string;
  customerId: string;
  /** When the caller gives up, by the clock of `performance.now()`; without it, each attempt's timeout is the bound. */
  deadlineMs?: number;
};

export type Call = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
  /** Two calls with the same key are the same call, so that repeating it does nothing twice. */
  idempotencyKey?: string;
  context: CallContext;
  /** Counts from 1. */
  attempt: number;
  /** Ways to instances at which earlier attempts have failed; balancing.ts adds to them. */
  failedAt?: Set<Send>;
  /** Bounds of this attempt; without them it may hang for ever. */
  timeoutMs?: number;
  signal?: AbortSignal;
};

/** Resolves with the body of the answer; rejects with an AppError. */
export type Send = (call: Call) => Promise<unknown>;

export type BreakerState = 'closed' | 'halfOpen' | 'open';

/** Told what happens to calls: logs and metrics listen here. */
export type CallListener = {
  attempted(attempt: {
    target: string;
    /** At which of its instances; they are counted from 1. */
    instance: number;
    call: Call;
    outcome: CallOutcome;
    /** 0 when there was no answer. */
    status: number;
    durationMs: number;
  }): void;
  /** Not attempted: the breaker is open, of all instances when there are several. */
  notCalled(target: string): void;
  retried(target: string): void;
  /** The breaker of one instance; it begins closed. */
  breakerMade(target: string, instance: number): void;
  breakerChanged(target: string, instance: number, to: BreakerState): void;
};
