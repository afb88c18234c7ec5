/**
 * Mutants: the kitchen with one pattern left out or broken, to show that the audit notices. Never part of a comparison.
 */
import type { Log } from '#shared/platform/log.ts';
import type { Handler } from './patterns/receiving/handling.ts';

export const MUTANTS = [
  'no-inbox',
  'offset-before-work',
  'publish-without-outbox',
  'swallowed-error',
  'no-compensation',
] as const;

export type Mutant = (typeof MUTANTS)[number];

/** Instead of retry and dead letters: the error is logged, and the offset moves on. */
export function swallowErrors(log: Log, handler: Handler): Handler {
  return async (batch, signal) => {
    try {
      return await handler(batch, signal);
    } catch (error) {
      log.error({ err: error, messages: batch.length }, 'ignored');
      return batch.map(() => 'processed');
    }
  };
}

/** Makes the outbox forget its rows: what is published comes from memory after the commit, or is lost with it. */
export const DISCARD_OUTBOX_ROWS = `
  create or replace function discard_row() returns trigger language plpgsql as 'begin return null; end';
  create or replace trigger discard_outbox_rows before insert on outbox for each row execute function discard_row();
`;
