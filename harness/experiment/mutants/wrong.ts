/** What each mutant does wrong, in a few words, and the check that must catch it. */
import type { Mutant as OfEd } from '../../../event-driven/mutants.ts';
import type { Mutant as OfRr } from '../../../request-response/mutants.ts';
import type { Side } from '../../evidence/records.ts';

/** `caughtBy` is the id of a check that finds what the mutant leaves behind, in whatever order things happen. */
type Wrong = { words: string; caughtBy: string };

const RR: Readonly<Record<OfRr, Wrong>> = {
  'no-compensation': {
    words: 'what was done for an order stays as it is when the order fails',
    caughtBy: '4-endings',
  },
  'retry-without-key': {
    words: 'every attempt of a call carries an Idempotency-Key of its own',
    caughtBy: '2-money',
  },
  'no-idempotency-key': {
    words: 'calls carry no Idempotency-Key, and are repeated all the same',
    caughtBy: '2-money',
  },
  'non-atomic-stock': {
    words: 'portions are read, counted down in the service, and written back',
    caughtBy: '3-stock',
  },
};

const ED: Readonly<Record<OfEd, Wrong>> = {
  'no-inbox': {
    words: 'what was handled is not remembered, and handled again when it comes again',
    caughtBy: '8-messages',
  },
  'offset-before-work': {
    words: 'the offset is committed before the work is done',
    caughtBy: '1-nothing-lost',
  },
  'publish-without-outbox': {
    words: 'events are published from memory after the commit, and are in no outbox',
    caughtBy: '8-messages',
  },
  'dropped-outbox-rows': {
    words: 'some rows of the outbox are marked as published, and never are',
    caughtBy: '8-messages',
  },
  'swallowed-error': {
    words: 'an error is logged, and the offset moves on',
    caughtBy: '1-nothing-lost',
  },
  'no-compensation': {
    words: 'portions stay held when their order fails later on',
    caughtBy: '4-endings',
  },
  'publish-before-commit': {
    words: 'an event is published before what it tells of is committed',
    caughtBy: '8-messages',
  },
  'non-atomic-stock': {
    words: 'portions are taken in one transaction, and the reservation is kept in another',
    caughtBy: '3-stock',
  },
  'wrong-partition-key': {
    words: 'every event has a key of its own: those of an order lie in any partition',
    caughtBy: '8-messages',
  },
  'lossy-dead-letters': {
    words: 'what can not be handled is noted as dead-lettered, and its letter is never written',
    caughtBy: '9-dead-letters',
  },
};

export const WRONG_WITH: Readonly<Record<Side, Readonly<Record<string, Wrong>>>> = { rr: RR, ed: ED };
