/**
 * Poison: on the event side messages that nobody can handle, in the topic of a service, so that every consumer of it meets
 * them; on the request side the same payloads as requests to that service. Nothing has to be healed but the asking.
 */
import { z } from 'zod';
import type { Topic } from '../../../event-driven/topics.ts';
import { processOf } from '../../scenarios/target.ts';
import { waitUntil } from '../../wait-until.ts';
import type { Fault, InForce, Target } from '../fault.ts';
import { POISON_KINDS, type PoisonKind } from './poison-kinds.ts';

const MOST = 100;
/**
 * Five attempts with pauses between them, by a consumer that may have to come back first: its group gives it its partitions
 * when the session of the one that died has run out.
 */
const BURIED_WITHIN = { timeoutMs: 30_000, everyMs: 20 };
const ANSWER_WITHIN_MS = 5_000;

const options = z.object({
  kind: z.enum(POISON_KINDS).default('malformed'),
  count: z.int().min(1).max(MOST).default(1),
});

/** The topic that a service owns. */
export const TOPIC_OF_ROLE: Readonly<Record<string, Topic>> = {
  orders: 'orders',
  stock: 'stock',
  payments: 'payments',
  delivery: 'deliveries',
  customers: 'customers',
};
export const TOPIC_OWNERS = ['orders', 'stock', 'payments', 'delivery', 'customers'] as const;

export const poison: Fault = {
  title: 'poisoned',
  words: (target) => `poison for what listens to ${target}`,
  does: 'messages that nobody can handle in the topic of a service; on the request side, such requests to it',
  colour: '#882255',
  roles: TOPIC_OWNERS,
  // A topic takes it whether or not its owner runs; that it was buried is seen once its listeners have come to it.
  needsRunning: (side, { role }) => [
    side === 'ed' ? { role: 'kafka' } : { role, instance: 1 },
    { role: 'postgres' },
  ],
  options,

  inject(target) {
    const { kind, count } = options.parse(target.options ?? {});
    return target.runtime.side === 'ed' ? inTopic(target, kind, count) : inRequests(target, kind, count);
  },
};

async function inTopic({ runtime, role }: Target, kind: PoisonKind, count: number): Promise<InForce> {
  // Loaded when wanted: whoever only names a fault needs no Kafka client, and no schema.
  const [{ connectToTopics }, { poisonMessage }, { DEAD_LETTER_TOPICS }] = await Promise.all([
    import('./topic-client.ts'),
    import('./poison-payloads.ts'),
    import('../../../event-driven/topics.ts'),
  ]);
  const topic = TOPIC_OF_ROLE[role]!;
  const messages = Array.from({ length: count }, () => poisonMessage(kind, topic));
  const injected: string[] = [];
  const buried = new Set<string>();
  const refusals: string[] = [];
  const client = await connectToTopics(runtime.access.kafkaBrokers());
  try {
    await client.follow(DEAD_LETTER_TOPICS, async ({ key }) => void buried.add(key.toString()));
    for (const { id, type, payload } of messages) {
      const headers = type === null ? {} : { type };
      try {
        await client.write({ topic, key: id, value: payload, headers });
        injected.push(id);
      } catch (error) {
        // Too large is what it is meant to be.
        if (kind !== 'oversize' || (error as { type?: string }).type !== 'MESSAGE_TOO_LARGE') throw error;
        refusals.push(id);
      }
    }
  } catch (error) {
    await client.close();
    throw error;
  }
  const buriedOnes = (): string[] => injected.filter((id) => buried.has(id));

  return {
    injected,

    async prove() {
      if (kind === 'oversize') {
        if (refusals.length < count) throw new Error(`The broker took ${injected.length} of ${count}.`);
        return [`the broker refused all ${count} messages that were too large, to ${topic}`];
      }
      const written = `${count} messages (${kind}) are in ${topic}`;
      // What is ignored leaves no trace of its own: the audit finds that every offset was passed, and no dead letter.
      if (kind === 'unknown-event') return [written];
      await waitUntil(() => buriedOnes().length === count, BURIED_WITHIN);
      if (buriedOnes().length < count) {
        throw new Error(`${written}, and ${buriedOnes().length} of them among the dead letters.`);
      }
      return [written, `all ${count} are among the dead letters`];
    },

    async heal() {
      const dead = buriedOnes().length;
      await client.close();
      if (kind === 'unknown-event' && dead > 0) throw new Error(`${dead} of ${count} became dead letters.`);
      return [`no more is written to ${topic}; ${dead} of ${count} are among the dead letters`];
    },
  };
}

/** Where a service of the request side is asked for what it does. */
const ASKED: Readonly<Record<string, { method: string; path: string }>> = {
  orders: { method: 'POST', path: '/orders' },
  stock: { method: 'POST', path: '/reservations' },
  payments: { method: 'POST', path: '/payments' },
  delivery: { method: 'POST', path: '/deliveries' },
  customers: { method: 'PUT', path: '/customers/poison' },
};

async function inRequests({ runtime, role }: Target, kind: PoisonKind, count: number): Promise<InForce> {
  const { poisonBody } = await import('./poison-payloads.ts');
  const { method, path } = ASKED[role]!;
  const injected = Array.from({ length: count }, (_each, at) => `poison-${role}-${Date.now()}-${at}`);
  const statuses = await Promise.all(
    injected.map(async (key) => {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': key,
        'x-customer-id': 'poison',
      };
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const body = poisonBody(kind);
      const response = await fetch(`${runtime.url(processOf(role))}${path}`, {
        method,
        headers,
        body,
        signal,
      });
      await response.body?.cancel();
      return response.status;
    }),
  );

  return {
    injected,

    async prove() {
      const wrong = statuses.filter((status) =>
        kind === 'oversize' ? status !== 413 : status < 400 || status > 499,
      );
      if (wrong.length > 0)
        throw new Error(`${role} answered ${wrong.join(', ')} to what it can not handle.`);
      return [`${role} answered ${[...new Set(statuses)].join(', ')} to ${count} requests (${kind})`];
    },

    heal: async () => [`${role} is asked nothing of the kind any more`],
  };
}
