/**
 * What every service of this kitchen stands on: its database, Kafka, the relay, and the patterns with their parts already
 * handed to them, so that a main.ts shows in one line what its consumer is made of.
 */
import { createPool, databaseReadiness, migrate } from '#shared/platform/postgres.ts';
import type { Platform } from '#shared/platform/service.ts';
import type { KitchenConfig } from './config.ts';
import { connectKafka } from './kafka.ts';
import type { Consumer } from './messaging.ts';
import { DISCARD_OUTBOX_ROWS, type Mutant, swallowErrors } from './mutants.ts';
import { createBury, parkedLetter, withDeadLetters } from './patterns/failures/dead-letters.ts';
import { createPatience, type Patience, withRetry } from './patterns/failures/retry.ts';
import { createPublishing, withOutbox } from './patterns/publishing/outbox.ts';
import { createRelay } from './patterns/publishing/relay.ts';
import { type Admissible, withAnswers } from './patterns/receiving/asking.ts';
import type { Handler, Work } from './patterns/receiving/handling.ts';
import { admissible, withInbox } from './patterns/receiving/inbox.ts';
import { factsOf, type Reaction } from './patterns/receiving/reactions.ts';
import { receiving } from './patterns/receiving/receiving.ts';
import { TOPIC_OF } from './topics.ts';

/** Opens the service's database and its connections; what it opens is closed when the service stops. */
export async function openKitchen(
  service: string,
  config: KitchenConfig,
  platform: Platform,
  migrations: readonly string[],
) {
  const { log, metrics, onStop, fail } = platform;
  const is = (mutant: Mutant): boolean => config.MUTANT === mutant;

  const pool = createPool(config.DATABASE_URL, { log, metrics });
  onStop(() => pool.end());
  await migrate(pool, migrations);
  if (is('publish-without-outbox')) await pool.query(DISCARD_OUTBOX_ROWS);

  const kafka = connectKafka({ brokers: config.KAFKA_BROKERS, clientId: service, log, fail });
  const producer = kafka.producer();
  onStop(() => producer.disconnect());
  const relay = createRelay({ pool, send: producer.send, lingerMs: config.RELAY_LINGER_MS, log, metrics });
  onStop(() => relay.stop());
  relay.start();

  const publishing = createPublishing(pool, relay.wake);
  const patience: Patience = is('swallowed-error') ? (work) => work() : createPatience(log);
  const worthAsking: Admissible = async (batch) =>
    is('no-inbox') ? new Set(batch) : admissible(pool, batch);
  const bury = createBury(service, publishing, createPatience(log), log);
  const databaseReady = databaseReadiness(pool);
  let consumer: Consumer | undefined;

  return {
    pool,
    publishing,
    wake: relay.wake,

    patterns: {
      withDeadLetters: (handler: Handler) => withDeadLetters(bury, handler),
      withRetry: (handler: Handler) =>
        is('swallowed-error') ? swallowErrors(log, handler) : withRetry(log, handler),
      withAnswers: (reactions: readonly Reaction[], handler: Handler) =>
        withAnswers(reactions, worthAsking, patience, handler),
      withOutbox: (work: Work) => withOutbox(publishing, work),
      withInbox: (work: Work) => (is('no-inbox') ? work : withInbox(parkedLetter(service), work)),
      withCompensations: (reactions: readonly Reaction[], compensations: readonly Reaction[]) =>
        is('no-compensation') ? reactions : [...reactions, ...compensations],
    },

    /** Joins the service's group and gives the handler what these reactions are about. */
    consume(reactions: readonly Reaction[], handler: Handler): void {
      const facts = factsOf(reactions);
      const topics = [...new Set(facts.map((fact) => TOPIC_OF[fact]))];
      metrics.consumes(topics);
      consumer = kafka.consumer({
        group: service,
        topics,
        handle: receiving({ facts, bury, handler, log, metrics }),
        commit: is('offset-before-work') ? 'before-work' : 'after-work',
      });
      onStop(consumer.stop);
      consumer.start();
    },

    consumingForMs: () => consumer?.consumingForMs() ?? 0,

    /**
     * Why the service can't do its work, or null. Without Kafka, who consumes is not ready: nothing gets decided. An API
     * takes orders into the outbox all the same, ready or not.
     */
    ready: async (): Promise<string | null> => (await databaseReady()) ?? consumer?.notReady() ?? null,
  };
}
