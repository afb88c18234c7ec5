/**
 * What the rung that a kitchen stands on has: the patterns, with their parts already handed to them. A pattern that the rung
 * does not have leaves out its own part, or does what is done without it. Mutants break one of them.
 */
import { createFailpoints } from '#shared/platform/failpoints.ts';
import { hasPattern } from '#shared/platform/ladder.ts';
import type { NamedStatement, Pool } from '#shared/platform/postgres.ts';
import type { Platform } from '#shared/platform/service.ts';
import type { KitchenConfig } from './config.ts';
import type { OutgoingMessage } from './events.ts';
import { LADDER } from './ladder.ts';
import type { Producer } from './messaging.ts';
import {
  dropSome,
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
import { type LeadEvents, standForLead } from './patterns/publishing/leading.ts';
import { andOutboxRow, insertOutboxRows } from './patterns/publishing/outbox.ts';
import { afterCommit, createPublishing, inTransaction, type Keep } from './patterns/publishing/publishing.ts';
import { createRelay } from './patterns/publishing/relay.ts';
import { type Admissible, withAnswers } from './patterns/receiving/asking.ts';
import { chargeEachTime, oneCharge } from './patterns/receiving/charge-key.ts';
import type { Handler, Work } from './patterns/receiving/handling.ts';
import { admissible, withInbox } from './patterns/receiving/inbox.ts';
import type { Reaction } from './patterns/receiving/reactions.ts';
import { takingPortionsFirst } from './stock/non-atomic.ts';
import type { StockStore } from './stock/store.ts';

export function createArm(parts: {
  service: string;
  config: KitchenConfig;
  platform: Platform;
  pool: Pool;
  producer: Producer;
  /** Stands in the queue of those who publish the outbox. */
  stand?: typeof standForLead;
}) {
  const { service, config, platform, pool, producer, stand = standForLead } = parts;
  const { log } = platform;
  const is = (mutant: Mutant): boolean => config.MUTANT === mutant;
  const has = hasPattern(LADDER, config.ARM);
  const reach = createFailpoints(config.FAILPOINT);

  const scattered = is('wrong-partition-key') ? scatterKeys(producer.send) : producer.send;
  const send = is('dropped-outbox-rows') ? dropSome(scattered) : scattered;
  const hasOutbox = has('outbox') && !is('publish-without-outbox');
  const publish = afterCommit(
    reach,
    hasOutbox ? startRelay() : createDualWrite({ ...platform, send, reach }),
  );
  const rows: Keep = hasOutbox ? insertOutboxRows : keepNothing;
  const keep = is('publish-before-commit') ? publishBeforeCommit(send, rows) : rows;
  const publishing = createPublishing(pool, keep, publish);

  function startRelay() {
    const lead = (on: LeadEvents) => stand(pool, log, on);
    const relay = createRelay({ ...platform, pool, send, lead, lingerMs: config.RELAY_LINGER_MS, reach });
    platform.onStop(() => relay.stop());
    relay.start();
    return relay.wake;
  }

  const comesAgain = has('at-least-once') && !is('offset-before-work');
  const attempts = has('dead-letters') ? ATTEMPTS : 1;
  const isPatient = has('at-least-once') && !is('swallowed-error');
  const patience: Patience = isPatient ? createPatience(log, attempts) : (work) => work();
  const remembers = has('idempotent') && !is('no-inbox');
  const worthAsking: Admissible = async (batch) => (remembers ? admissible(pool, batch) : new Set(batch));

  const burying = is('lossy-dead-letters') ? forgetMessages(publishing) : publishing;
  const bury = createBury(service, burying, createPatience(log), log);
  const block = createBlock(log);
  const lose = createLose(log);
  const putAside: PutAside = has('dead-letters') ? bury : has('at-least-once') ? block : lose;

  return {
    publish,
    publishing,
    /** For what can't even be read. */
    putAside,
    commit: comesAgain ? ('after-work' as const) : ('before-work' as const),
    beforeCommit: () => reach('before-offset-commit'),

    patterns: {
      /** Without: a message that fails comes again for ever and blocks its partition; on the lowest rung it is lost. */
      withDeadLetters: (handler: Handler) =>
        putAside === block ? withBlocking(block, handler) : byHalves(putAside, handler),
      /** Without: only what is away is waited for; on the lowest rung nothing is. */
      withRetry(handler: Handler): Handler {
        if (is('swallowed-error')) return swallowErrors(log, handler);
        return has('at-least-once') ? withRetry(log, handler, { attempts }) : handler;
      },
      withAnswers: (reactions: readonly Reaction[], handler: Handler) =>
        withAnswers(reactions, worthAsking, patience, reach, handler),
      /** Without: a transaction all the same, and a dual write. */
      withOutbox: (work: Work) => inTransaction(publishing, work),
      /** For a statement that is a transaction by itself. */
      withOutboxRow: (statement: NamedStatement, message: OutgoingMessage) =>
        hasOutbox ? andOutboxRow(statement, message) : statement,
      withInbox: (work: Work) => (remembers ? withInbox(parkedLetter(service), work) : work),
      chargeKey: has('idempotent') ? oneCharge : chargeEachTime,
      withCompensations: (reactions: readonly Reaction[], compensations: readonly Reaction[]) =>
        is('no-compensation') ? reactions : [...reactions, ...compensations],
      /** Portions are taken in one step with their reservation: in the transaction of the work. */
      inOneStep: (store: StockStore) => (is('non-atomic-stock') ? takingPortionsFirst(store, pool) : store),
    },
  };
}
