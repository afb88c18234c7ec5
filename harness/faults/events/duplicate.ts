/**
 * Every event of a service (or a share of them) is written to its topic a second time, bytes and headers as they were, as by a
 * publisher that did not hear that it had succeeded; done to clients, they send their orders twice. Between the services of the
 * request side it is not done: a request is sent twice by whoever sends it, and the harness is none of its callers.
 */
import { duplicateOptions } from '../../scenarios/clients.ts';
import { CLIENTS } from '../../scenarios/target.ts';
import { waitUntil } from '../../wait-until.ts';
import { sendTwice } from '../clients/send-twice.ts';
import type { Fault, InForce, Target } from '../fault.ts';
import { TOPIC_OF_ROLE, TOPIC_OWNERS } from './poison.ts';

const SEEN_WITHIN = { timeoutMs: 10_000, everyMs: 20 };
const HASH_RANGE = 2 ** 32;

export const duplicate: Fault = {
  title: 'says everything twice',
  words: (target) => (target === CLIENTS ? 'orders sent twice' : `the events of ${target} doubled`),
  does: 'the events of a service are written to its topic a second time; clients send their orders twice (in a scenario only)',
  colour: '#bb55ff',
  roles: [...TOPIC_OWNERS, CLIENTS],
  needsRunning: (_side, { role }) => (role === CLIENTS ? [] : [{ role }, { role: 'kafka' }]),
  options: duplicateOptions,

  async inject(target) {
    return target.role === CLIENTS ? sendTwice(target) : writeTwice(target);
  },
};

async function writeTwice({ runtime, role, options: given = {} }: Target): Promise<InForce> {
  const { share } = duplicateOptions.parse(given);
  const [{ connectToTopics }, { eventIn }] = await Promise.all([
    import('./topic-client.ts'),
    import('../../evidence/kafka-topics.ts'),
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
      const event = eventIn(value);
      if (event === undefined || over || hashOf(bytes) >= share) return;
      await client.write({ topic, key, value, headers, partition });
      // What could not be written is none of these: it comes again, for the first time.
      awaited.add(bytes);
      injected.push(event.eventId);
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
}

/** The same for the same bytes, from 0 to 1: FNV-1a (isthe.com/chongo/tech/comp/fnv). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0) / HASH_RANGE;
}
