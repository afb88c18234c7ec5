/** What a service needs of a log of messages, and the form in which it hands over its own. */
import type { OutgoingMessage } from './events.ts';

/** A message as it came. */
export type ConsumedMessage = {
  topic: string;
  partition: number;
  offset: string;
  key: string;
  /** The header `type`; null when there is none. */
  type: string | null;
  bytes: Buffer;
};

export type Producer = {
  /** Resolves when every in-sync replica has them. @throws {AppError} `unavailable`: they may or may not be there. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  disconnect(): Promise<void>;
};

export type Consumer = {
  /** Joins the group in the background; until then `notReady` says so. */
  start(): void;
  /** Why it does not consume right now; null when it does. */
  notReady(): string | null;
  /** How long it has been consuming without a break; 0 while it does not. */
  consumingForMs(): number;
  /** Finishes what is being handled, commits, leaves the group. */
  stop(): Promise<void>;
};

export type ConsumerOptions = {
  group: string;
  topics: readonly string[];
  /**
   * Handles all that one fetch brought, over all partitions, at once: one transaction instead of one per partition.
   * When it resolves, the offsets move on. The signal aborts when the group moves on without us or we stop: then it
   * rejects, and the messages come again. Rejecting otherwise ends the process.
   */
  handle(messages: readonly ConsumedMessage[], signal: AbortSignal): Promise<void>;
  /** A mutant commits before the work; nothing else ever should. */
  commit: 'after-work' | 'before-work';
};

/** As a log takes them: by topic, the type among the headers. */
export function byTopic(messages: readonly OutgoingMessage[]) {
  return [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.map(({ key, type, payload, headers }) => ({
      key,
      value: payload,
      headers: { type, ...headers },
    })),
  }));
}
