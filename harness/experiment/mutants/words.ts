/** What each mutant does wrong, in a few words: for docs/mutants.md. */
import type { Mutant as OfEd } from '../../../event-driven/mutants.ts';
import type { Mutant as OfRr } from '../../../request-response/mutants.ts';
import type { Side } from '../../evidence/records.ts';

const RR: Readonly<Record<OfRr, string>> = {
  'no-compensation': 'what was done for an order stays as it is when the order fails',
  'retry-without-key': 'every attempt of a call carries an Idempotency-Key of its own',
  'no-idempotency-key': 'calls carry no Idempotency-Key, and are repeated all the same',
  'non-atomic-stock': 'portions are read, counted down in the service, and written back',
};

const ED: Readonly<Record<OfEd, string>> = {
  'no-inbox': 'what was handled is not remembered, and handled again when it comes again',
  'offset-before-work': 'the offset is committed before the work is done',
  'publish-without-outbox': 'events are published from memory after the commit, and are in no outbox',
  'swallowed-error': 'an error is logged, and the offset moves on',
  'no-compensation': 'portions stay held when their order fails later on',
  'publish-before-commit': 'an event is published before what it tells of is committed',
  'non-atomic-stock': 'portions are taken in one transaction, and the reservation is kept in another',
  'wrong-partition-key': 'every event has a key of its own: those of an order lie in any partition',
  'lossy-dead-letters': 'what can not be handled is noted as dead-lettered, and its letter is never written',
};

export const MUTANT_WORDS: Readonly<Record<Side, Readonly<Record<string, string>>>> = { rr: RR, ed: ED };
