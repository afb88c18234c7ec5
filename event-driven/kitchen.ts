/**
 * What every service of this kitchen stands on: its database, Kafka, and the patterns of its rung, so that a main.ts shows in
 * one line what its consumer is made of.
 */
import { createPool, databaseReadiness, migrate } from '#shared/platform/postgres.ts';
import type { Platform } from '#shared/platform/service.ts';
import { createArm } from './arm.ts';
import type { KitchenConfig } from './config.ts';
import { connectKafka } from './kafka.ts';
import type { Consumer } from './messaging.ts';
import type { Handler } from './patterns/receiving/handling.ts';
import { factsOf, type Reaction } from './patterns/receiving/reactions.ts';
import { receiving } from './patterns/receiving/receiving.ts';
import { TOPIC_OF, type Topic } from './topics.ts';

/** Opens the service's database and its connections; what it opens is closed when the service stops. */
export async function openKitchen(
  service: string,
  config: KitchenConfig,
  platform: Platform,
  migrations: readonly string[],
) {
  const { log, metrics, onStop, onDrain, fail } = platform;

  const pool = createPool(config.DATABASE_URL, { log, metrics });
  onStop(() => pool.end());
  await migrate(pool, migrations);

  const kafka = connectKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: `${service}-${config.INSTANCE}`,
    log,
    fail,
  });
  const producer = kafka.producer();
  onStop(() => producer.disconnect());
  const arm = createArm({ service, config, platform, pool, producer });
  const databaseReady = databaseReadiness(pool);
  let consumer: Consumer | undefined;

  return {
    pool,
    publish: arm.publish,
    publishing: arm.publishing,
    patterns: arm.patterns,

    /** Joins the service's group and gives the handler what these reactions are about. */
    consume(reactions: readonly Reaction[], handler: Handler): void {
      const facts = factsOf(reactions);
      const topics = [...new Set(facts.map((fact) => TOPIC_OF[fact]))];
      const { putAside, commit, beforeCommit } = arm;
      metrics.consumes(topics);
      consumer = kafka.consumer({
        group: service,
        topics,
        handle: receiving({ facts, putAside, handler, log, metrics }),
        commit,
        beforeCommit,
      });
      // At once, so that another instance takes over while this one answers what it was asked.
      onDrain(consumer.stop);
      consumer.start();
    },

    consumingForMs: (topic: Topic, key: string) => consumer?.consumingForMs(topic, key) ?? 0,

    /**
     * Why the service can't do its work, or null. Without Kafka, who consumes is not ready: nothing gets decided. An API
     * takes orders into the outbox all the same, ready or not.
     */
    ready: async (): Promise<string | null> => (await databaseReady()) ?? consumer?.notReady() ?? null,
  };
}
