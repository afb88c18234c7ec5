/**
 * What every service of this kitchen stands on: its database, and the patterns with their settings, so that a main.ts
 * shows in a few lines what its calls are made of. A rung of the ladder leaves some of them out.
 */
import { createPool, databaseReadiness, migrate } from '#shared/platform/postgres.ts';
import type { Platform } from '#shared/platform/service.ts';
import type { Send } from './call.ts';
import type { KitchenConfig } from './config.ts';
import { httpSend } from './http-client.ts';
import { listenToCalls } from './listeners.ts';
import { type Mutant, undoNothing, withFreshKeys } from './mutants.ts';
import { breakerFor, withBreaker } from './patterns/breaker.ts';
import { compensate } from './patterns/compensation.ts';
import { withDeadline } from './patterns/deadline.ts';
import { withRetries } from './patterns/retry.ts';
import { createRetryBudget } from './patterns/retry-budget.ts';
import { withTimeout } from './patterns/timeout.ts';

export const RETRIES = { attempts: 3, baseMs: 50, capMs: 400 };
export const RETRY_BUDGET = { share: 0.2, perSecond: 10, most: 100 };

/** Opens the service's database; what it opens is closed when the service stops. */
export async function openKitchen(config: KitchenConfig, platform: Platform, migrations: readonly string[]) {
  const is = (mutant: Mutant): boolean => config.MUTANT === mutant;

  const pool = createPool(config.DATABASE_URL, platform);
  platform.onStop(() => pool.end());
  await migrate(pool, migrations);
  const listener = listenToCalls(platform);

  return {
    pool,
    /** Why the service can't do its work, or null. Those it calls don't count: a breaker deals with them. */
    ready: databaseReadiness(pool),

    /** One plain attempt. */
    attempt: (target: string, url: string) => httpSend(target, url, listener),

    patterns: {
      withRetries: (target: string, send: Send) =>
        withRetries(
          { ...RETRIES, budget: createRetryBudget(RETRY_BUDGET), retried: () => listener.retried(target) },
          send,
        ),
      /** Every attempt of a call is the same call. */
      withOneKey: (send: Send) => (is('retry-without-key') ? withFreshKeys(send) : send),
      withDeadline,
      withBreaker: (target: string, send: Send) => withBreaker(breakerFor(target, listener), send),
      withTimeout,
      breakerFor: (target: string) => breakerFor(target, listener),
      compensate: is('no-compensation') ? undoNothing : compensate,
    },
  };
}
