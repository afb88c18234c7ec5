/**
 * What every service of this kitchen stands on: its database, and the patterns with their settings, so that a main.ts
 * shows in a few lines what its calls are made of, and on which rung of the ladder.
 */
import { createPool, databaseReadiness, migrate } from '#shared/platform/postgres.ts';
import type { Platform } from '#shared/platform/service.ts';
import { createArm } from './arm.ts';
import type { KitchenConfig } from './config.ts';

/** Opens the service's database; what it opens is closed when the service stops. */
export async function openKitchen(config: KitchenConfig, platform: Platform, migrations: readonly string[]) {
  const pool = createPool(config.DATABASE_URL, platform);
  platform.onStop(() => pool.end());
  await migrate(pool, migrations);

  return {
    pool,
    /** Why the service can't do its work, or null. Those it calls don't count: a breaker deals with them. */
    ready: databaseReadiness(pool),
    ...createArm({ config, platform, pool }),
  };
}
