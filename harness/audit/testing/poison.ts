/** Poison in a hand-written history: at the end of a topic as it is now, and in the dead letters of those who bury it. */
import { type History, KILL } from './history.ts';

export function poisoned(
  day: History,
  { type = 'unknown', id, buriedBy }: { type?: string; id?: string; buriedBy: readonly string[] },
): History {
  return day.change(({ events, faults, inbox, outbox }) => {
    const topic = 'orders';
    const offset = events.filter((event) => event.topic === topic).length;
    const place = `${topic}/0/${offset}`;
    const atMs = KILL.injectedAtMs;
    const key = id ?? 'poison';
    const event = { key, eventId: id ?? '', orderId: '', causationId: '', type, brokerMs: atMs };
    events.push({ ...event, topic, partition: 0, offset, occurredAtMs: atMs });
    faults.push({ ...KILL, fault: 'poison', role: 'kafka', injected: [key] });
    for (const service of buriedBy) {
      const letter = { topic: `${service}.dead-letters`, eventId: id ?? `of ${place}`, key };
      const why = { from: place, because: 'undecodable' };
      events.push({ ...event, ...letter, ...why, partition: 0, offset: 0, occurredAtMs: atMs });
      outbox.push({ service, ...letter, createdAtMs: atMs, publishedAtMs: atMs });
      inbox.push({ service, eventId: letter.eventId, topic, outcome: 'dead-lettered', processedAtMs: atMs });
    }
  });
}
