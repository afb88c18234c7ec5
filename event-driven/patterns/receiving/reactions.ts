/**
 * Reactions: what a service does when something became true. A service lists them; the batching, the transaction and the
 * envelope stay out of its sight.
 */
import { AppError } from '#shared/platform/errors.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import {
  type Event,
  type EventOf,
  type Fact,
  type FactName,
  type Origin,
  type OutgoingMessage,
  outgoing,
} from '../../events.ts';
import type { Incoming, Work } from './handling.ts';

/** Something new that is true, and what it comes from. */
export type Announcement = { origin: Origin; fact: Fact };

/** An event, and what the outside world answered when asked about it. */
export type Answered<Name extends FactName, Answer> = { event: EventOf<Name>; answer: Answer };

export type Reaction = {
  to: readonly FactName[];
  /** Before the transaction, and perhaps again for the same event: whatever it does must be idempotent. */
  ask?: (event: Event) => Promise<unknown>;
  write(
    answered: readonly { event: Event; answer: unknown }[],
    connection: Connection,
  ): Promise<Announcement[]>;
};

/** Reacts to all events of these kinds in a batch at once, in their order, inside the transaction. */
export function when<Name extends FactName>(
  to: readonly Name[],
  write: (events: EventOf<Name>[], connection: Connection) => Promise<Announcement[]>,
): Reaction {
  return {
    to,
    write: (all, connection) =>
      write(
        all.map(({ event }) => event as EventOf<Name>),
        connection,
      ),
  };
}

/** Asks the outside world about each event first, then reacts to all of them with its answers. */
export function whenAnswered<Name extends FactName, Answer>(
  to: readonly Name[],
  ask: (event: EventOf<Name>) => Promise<Answer>,
  write: (answered: Answered<Name, Answer>[], connection: Connection) => Promise<Announcement[]>,
): Reaction {
  return {
    to,
    ask: (event) => ask(event as EventOf<Name>),
    write: (all, connection) => write(all as Answered<Name, Answer>[], connection),
  };
}

/** The work of these reactions, each with its part of the batch, in the order in which they are listed. */
export function react(reactions: readonly Reaction[]): Work {
  return async (batch, connection) => {
    const announcements: Announcement[] = [];
    for (const { to, write } of reactions) {
      const mine = batch.filter(({ event }) => to.some((name) => name === event.fact.case));
      if (mine.length > 0) {
        announcements.push(...(await write(mine.map(answeredOf), connection)));
      }
    }
    return { outcomes: batch.map(() => 'processed'), messages: messagesOf(announcements) };
  };
}

export const messagesOf = (announcements: readonly Announcement[]): OutgoingMessage[] =>
  announcements.map(({ origin, fact }) => outgoing(origin, fact));

export const factsOf = (reactions: readonly Reaction[]): FactName[] => reactions.flatMap(({ to }) => to);

const answeredOf = ({ event, answer }: Incoming) => ({ event, answer });

/**
 * A part of an event that every writer of it fills in.
 * @throws {AppError} `poison` when it is not there: no retry will bring it
 */
export function required<Part>(part: Part | undefined, name: string): Part {
  if (part === undefined) throw new AppError('poison', 'incomplete_event', `The event lacks ${name}.`);
  return part;
}
