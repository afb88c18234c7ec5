/**
 * What every service of this kitchen stands on: its database, Kafka, and the patterns with their parts already handed to
 * them, so that a main.ts shows in one line what its consumer is made of. A pattern that the rung does not have leaves out
 * its own part, or does what is done without it.
 */
import { createFailpoints } from '#shared/platform/failpoints.ts';
import { hasPattern } from '#shared/platform/ladder.ts';
import { createPool, databaseReadiness, migrate, type Statement } from '#shared/platform/postgres.ts';
import type { Platform } from '#shared/platform/service.ts';
import type { KitchenConfig } from './config.ts';
import type { OutgoingMessage } from './events.ts';
import { connectKafka } from './kafka.ts';
import { LADDER } from './ladder.ts';
import type { Consumer } from './messaging.ts';
import {
  DISCARD_OUTBOX_ROWS,
  forgetMessages,
  type Mutant,
  publishBeforeCommit,
  scatterKeys,
  swallowErrors,
} from './mutants.ts';
import { createBlock, withBlocking } from './patterns/failures/blocking.ts';
import { createBury, parkedLetter } from './patterns/failures/dead-letters.ts';
import { byHalves, type PutAside } from './patterns/failures/halves.ts';
import { createLose } from './patterns/failures/losing.ts';
import { ATTEMPTS, createPatience, type Patience, withRetry } from './patterns/failures/retry.ts';
import { createDualWrite, keepNothing } from './patterns/publishing/dual-write.ts';
import { andOutboxRow, insertOutboxRows } from './patterns/publishing/outbox.ts';
import { afterCommit, createPublishing, inTransaction, type Keep } from './patterns/publishing/publishing.ts';
import { createRelay } from './patterns/publishing/relay.ts';
import { type Admissible, withAnswers } from './patterns/receiving/asking.ts';
import { chargeEachTime, oneCharge } from './patterns/receiving/charge-key.ts';
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
  const has = hasPattern(LADDER, config.ARM);
  const reach = createFailpoints(config.FAILPOINT);

  const pool = createPool(config.DATABASE_URL, { log, metrics });
  onStop(() => pool.end());
  await migrate(pool, migrations);
  if (is('publish-without-outbox')) await pool.query(DISCARD_OUTBOX_ROWS);

  const kafka = connectKafka({ brokers: config.KAFKA_BROKERS, clientId: service, log, fail });
  const producer = kafka.producer();
  onStop(() => producer.disconnect());
  const send = is('wrong-partition-key') ? scatterKeys(producer.send) : producer.send;

  function startRelay() {
    const relay = createRelay({ pool, send, lingerMs: config.RELAY_LINGER_MS, reach, log, metrics });
    onStop(() => relay.stop());
    relay.start();
    return relay.wake;
  }
  const publish = afterCommit(
    reach,
    has('outbox') ? startRelay() : createDualWrite({ send, reach, log, metrics }),
  );
  const written: Keep = has('outbox') ? insertOutboxRows : keepNothing;
  const keep = is('publish-before-commit') ? publishBeforeCommit(send, written) : written;
  const publishing = createPublishing(pool, keep, publish);

  const comesAgain = has('at-least-once') && !is('offset-before-work');
  const remembers = has('idempotent') && !is('no-inbox');
  const attempts = has('dead-letters') ? ATTEMPTS : 1;
  const patience: Patience =
    has('at-least-once') && !is('swallowed-error') ? createPatience(log, attempts) : (work) => work();
  const worthAsking: Admissible = async (batch) => (remembers ? admissible(pool, batch) : new Set(batch));
  const burying = is('lossy-dead-letters') ? forgetMessages(publishing) : publishing;
  const bury = createBury(service, burying, createPatience(log), log);
  const block = createBlock(log);
  const lose = createLose(log);
  const putAside: PutAside = has('dead-letters') ? bury : has('at-least-once') ? block : lose;
  const databaseReady = databaseReadiness(pool);
  let consumer: Consumer | undefined;

  return {
    pool,
    publish,
    publishing,
    is,

    patterns: {
      /** Below: a message that fails comes again for ever and blocks its partition, or, lower still, is lost. */
      withDeadLetters: (handler: Handler) =>
        has('at-least-once') && !has('dead-letters')
          ? withBlocking(block, handler)
          : byHalves(putAside, handler),
      /** Below, one attempt; the log waits for what is away as soon as messages come again. */
      withRetry(handler: Handler): Handler {
        if (is('swallowed-error')) return swallowErrors(log, handler);
        return has('at-least-once') ? withRetry(log, handler, { attempts }) : handler;
      },
      withAnswers: (reactions: readonly Reaction[], handler: Handler) =>
        withAnswers(reactions, worthAsking, patience, reach, handler),
      /** Below, a transaction and a dual write. */
      withOutbox: (work: Work) => inTransaction(publishing, work),
      /** Of a statement that needs no other in its transaction. */
      withOutboxRow: (statement: Statement, message: OutgoingMessage) =>
        has('outbox') ? andOutboxRow(statement, message) : statement,
      withInbox: (work: Work) => (remembers ? withInbox(parkedLetter(service), work) : work),
      chargeKey: has('idempotent') ? oneCharge : chargeEachTime,
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
        handle: receiving({ facts, putAside, handler, log, metrics }),
        commit: comesAgain ? 'after-work' : 'before-work',
        beforeCommit: () => reach('before-offset-commit'),
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
