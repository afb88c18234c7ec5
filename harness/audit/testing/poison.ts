/** Poison in a hand-written history: at the end of a topic as it is now, and in the dead letters of those who bury it. */
import { type History, KILL } from './history.ts';

export function poisoned(
  day: History,
  { kind = 'malformed', buriedBy }: { kind?: string; buriedBy: readonly string[] },
): History {
  return day.change(({ events, faults, inbox, outbox }) => {
    const topic = 'orders';
    const offset = events.filter((event) => event.topic === topic).length;
    const poison = { topic, partition: 0, offset, key: 'poison' };
    const atMs = KILL.injectedAtMs;
    const event = { ...poison, eventId: '', orderId: '', causationId: '', type: 'unknown' };
    events.push({ ...event, brokerMs: atMs, occurredAtMs: atMs });
    faults.push({ ...KILL, fault: 'poison', role: 'kafka', injected: [{ ...poison, kind }] });
    for (const service of buriedBy) {
      const letter = { topic: `${service}.dead-letters`, eventId: `of ${topic}/0/${offset}`, key: 'poison' };
      const from = `${topic}/0/${offset}`;
      events.push({
        ...event,
        ...letter,
        offset: 0,
        brokerMs: atMs,
        occurredAtMs: atMs,
        from,
        because: 'undecodable',
      });
      outbox.push({ service, ...letter, createdAtMs: atMs, publishedAtMs: atMs });
      inbox.push({ service, eventId: letter.eventId, topic, outcome: 'dead-lettered', processedAtMs: atMs });
    }
  });
}
