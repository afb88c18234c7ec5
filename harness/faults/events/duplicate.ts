/**
 * Every event of a service (or a share of them) is written to its topic a second time, bytes and headers as they were, as by a
 * publisher that did not hear that it had succeeded. On the event side only: a request is sent twice by whoever sends it, and
 * the harness is none of the request side's callers. What it would repeat for k6 came after the answer, when all is decided;
 * a caller that repeats its requests in earnest is what `retry-storm` is for.
 */
import { z } from 'zod';
import { waitUntil } from '../../wait-until.ts';
import type { Fault, Target } from '../fault.ts';
import { TOPIC_OF_ROLE, TOPIC_OWNERS } from './poison.ts';

const LEAST_SHARE = 0.01;
const SEEN_WITHIN = { timeoutMs: 10_000, everyMs: 20 };
const HASH_RANGE = 2 ** 32;

const options = z.object({ share: z.number().min(LEAST_SHARE).max(1).default(1) });

export const duplicate: Fault = {
  title: 'says everything twice',
  words: (target) => `the events of ${target} doubled`,
  does: 'the events of a service, or a share of them, are written to its topic a second time',
  colour: '#117733',
  roles: TOPIC_OWNERS,
  options,

  async inject({ runtime, role, options: given = {} }: Target) {
    const { share } = options.parse(given);
    const [{ connectToTopics }, { decode }] = await Promise.all([
      import('./topic-client.ts'),
      import('../../../event-driven/events.ts'),
    ]);
    const topic = TOPIC_OF_ROLE[role]!;
    const injected: string[] = [];
    /** Written a second time and not met again yet. */
    const awaited = new Set<string>();
    let seenTwice = 0;
    let over = false;
    const client = await connectToTopics(runtime.access.kafkaBrokers());
    try {
      await client.follow([topic], async ({ key, value, headers, partition }) => {
        const bytes = value.toString('base64');
        if (awaited.delete(bytes)) {
          seenTwice += 1;
          return;
        }
        if (over || hashOf(bytes) >= share) return;
        awaited.add(bytes);
        injected.push(decode(value).eventId);
        await client.write({ topic, key, value, headers, partition });
      });
    } catch (error) {
      await client.close();
      throw error;
    }

    return {
      injected,

      async prove() {
        await waitUntil(() => seenTwice > 0, SEEN_WITHIN);
        if (seenTwice === 0) throw new Error(`No event of ${role} was seen twice in ${topic}.`);
        return [`${seenTwice} events so far stand in ${topic} a second time`];
      },

      async heal() {
        over = true;
        await client.close();
        return [`${injected.length} events were written to ${topic} a second time, and no more are`];
      },
    };
  },
};

/** The same for the same bytes, from 0 to 1: FNV-1a (isthe.com/chongo/tech/comp/fnv). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0) / HASH_RANGE;
}
