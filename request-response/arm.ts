/**
 * What the rung that a kitchen stands on has: the patterns, with their settings already handed to them. Which of them a call
 * is made of, its main.ts says. Mutants break one of them.
 */
import { createFailpoints, type Failpoint } from '#shared/platform/failpoints.ts';
import { hasPattern } from '#shared/platform/ladder.ts';
import type { Pool } from '#shared/platform/postgres.ts';
import type { Platform } from '#shared/platform/service.ts';
import type { Send } from './call.ts';
import type { KitchenConfig } from './config.ts';
import { httpSend } from './http-client.ts';
import { LADDER } from './ladder.ts';
import { listenToCalls } from './listeners.ts';
import { countedHere, type Mutant, undoNothing, withFreshKeys, withoutIdempotencyKey } from './mutants.ts';
import { withBalancing } from './patterns/balancing.ts';
import { type BreakerListener, breakerFor, withBreaker } from './patterns/breaker.ts';
import { compensate } from './patterns/compensation.ts';
import { withDeadline } from './patterns/deadline.ts';
import { withIdempotencyKey } from './patterns/idempotency-key.ts';
import { withRetries } from './patterns/retry.ts';
import { createRetryBudget } from './patterns/retry-budget.ts';
import { withTimeout } from './patterns/timeout.ts';
import type { StockStore } from './stock/store.ts';

export const RETRIES = { attempts: 3, baseMs: 50, capMs: 400 };
export const RETRY_BUDGET = { share: 0.2, perSecond: 10, most: 100 };

/** One of the processes that a callee runs as. */
type Instance = { number: number; isAlone: boolean };
type Wrapper = (send: Send) => Send;
type InstanceWrapper = (send: Send, instance: Instance) => Send;

function wrapped<Of>(
  wrappers: readonly (((send: Send, of: Of) => Send) | false)[],
  send: Send,
  of: Of,
): Send {
  return wrappers.reduceRight<Send>(
    (inner, wrapper) => (wrapper === false ? inner : wrapper(inner, of)),
    send,
  );
}

export function createArm(parts: {
  config: KitchenConfig;
  platform: Pick<Platform, 'log' | 'metrics'>;
  pool: Pool;
}) {
  const { config, platform, pool } = parts;
  const is = (mutant: Mutant): boolean => config.MUTANT === mutant;

  const listener = listenToCalls(platform);
  /** One that is passed over is no call that was not made. */
  const amongOthers: BreakerListener = { ...listener, notCalled: () => undefined };
  const reach = createFailpoints(config.FAILPOINT);
  const { BREAKER_VOLUME_THRESHOLD: volumeThreshold, BREAKER_ERROR_PERCENT: errorPercent } = config;
  const newBreaker = (target: string, on: BreakerListener, instance = 1) =>
    breakerFor(target, on, { instance, volumeThreshold, errorPercent });

  return {
    /** Whether this rung has the pattern that is named after its own. */
    has: hasPattern(LADDER, config.ARM),

    /**
     * How a service is called: the call in its wrappers, then whichever of its instances is next, and there one plain
     * attempt in the wrappers that each instance has for itself; the outermost first.
     */
    calls(
      target: string,
      urls: readonly string[],
      wrappers: { call: readonly (Wrapper | false)[]; eachInstance: readonly (InstanceWrapper | false)[] },
    ): Send {
      const isAlone = urls.length === 1;
      const ways = urls.map((url, index) => {
        const instance = { number: index + 1, isAlone };
        return wrapped(wrappers.eachInstance, httpSend(target, url, listener, instance.number), instance);
      });
      return wrapped(wrappers.call, withBalancing(target, ways, listener), undefined);
    },

    /** The work, and behind it a place at which a test can have the service die. */
    mayDieAfter:
      <Parameters extends unknown[], Result>(
        point: Failpoint,
        work: (...parameters: Parameters) => Promise<Result>,
      ) =>
      async (...parameters: Parameters): Promise<Result> => {
        const result = await work(...parameters);
        reach(point);
        return result;
      },

    patterns: {
      withIdempotencyKey: is('no-idempotency-key') ? withoutIdempotencyKey : withIdempotencyKey,
      withRetries: (target: string) => (send: Send) =>
        withRetries(
          { ...RETRIES, budget: createRetryBudget(RETRY_BUDGET), retried: () => listener.retried(target) },
          is('retry-without-key') ? withFreshKeys(send) : send,
        ),
      withDeadline: (target: string) => (send: Send) => withDeadline(target, send),
      withBreaker:
        (target: string): InstanceWrapper =>
        (send, { number, isAlone }) =>
          withBreaker(newBreaker(target, isAlone ? listener : amongOthers, number), send),
      withTimeout: (timeoutMs: number) => (send: Send) =>
        withTimeout(config.BREAKER_TIMEOUT_MS ?? timeoutMs, send),
      breakerFor: (target: string) => newBreaker(target, listener),
      compensate: is('no-compensation') ? undoNothing : compensate,
      /** Portions are taken in one step with their reservation, as the store does it. */
      inOneStep: (store: StockStore) => (is('non-atomic-stock') ? countedHere(store, pool) : store),
    },
  };
}
