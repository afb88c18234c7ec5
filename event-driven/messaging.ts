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
  /** How long it has been consuming what is about this key without a break; 0 while another does, or nobody. */
  consumingForMs(topic: string, key: string): number;
  /** Finishes what is being handled, commits, leaves the group. */
  stop(): Promise<void>;
};

export type ConsumerOptions = {
  group: string;
  topics: readonly string[];
  /**
   * Handles all that one fetch brought, over all partitions, at once: one transaction instead of one per partition.
   * When it resolves, the offsets move on, but not beyond the messages that it returns, at most one of a partition: these
   * and what lies behind them come again, after a while. The signal aborts when the group moves on without us or we stop:
   * then it rejects, and all come again. Rejecting otherwise ends the process.
   */
  handle(messages: readonly ConsumedMessage[], signal: AbortSignal): Promise<readonly ConsumedMessage[]>;
  /** Before the work: what is not finished then is lost with the process. */
  commit: 'after-work' | 'before-work';
  /** Called each time before offsets are committed. */
  beforeCommit?(): void;
};

export const partitionOf = ({ topic, partition }: Pick<ConsumedMessage, 'topic' | 'partition'>): string =>
  `${topic}/${partition}`;

/** What a log gives, without what is its own business. */
export function consumed(batch: {
  topic: string;
  partition: number;
  messages: readonly {
    offset: string;
    key: Buffer | null;
    headers?: { type?: unknown };
    value: Buffer | null;
  }[];
}): ConsumedMessage[] {
  const { topic, partition } = batch;
  return batch.messages.map(({ offset, key, headers, value }) => ({
    topic,
    partition,
    offset,
    key: key?.toString() ?? '',
    type: headers?.type?.toString() ?? null,
    bytes: value ?? Buffer.alloc(0),
  }));
}

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
