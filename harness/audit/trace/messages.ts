/** The events of an order as steps of its story: what caused each, and when the services that need it had processed it. */
import type { SideEvidence } from '../../evidence/records.ts';
import { deadLettersOf } from '../fold/consumers.ts';
import type { Draft, Drafts } from './draft.ts';

type Known = { draft: Draft; type: string; brokerMs: number };

export function tellMessages(
  drafts: Drafts,
  tables: Pick<SideEvidence, 'events' | 'outbox' | 'inbox'>,
): void {
  const known = new Map<string, Known>();
  const told: { event: SideEvidence['events'] extends Iterable<infer Row> ? Row : never; draft: Draft }[] =
    [];
  for (const event of tables.events) {
    const draft = drafts.ofOrder(event.orderId);
    if (draft === undefined) continue;
    told.push({ event, draft });
    if (!known.has(event.eventId) && deadLettersOf(event.topic) === null) {
      known.set(event.eventId, { draft, type: event.type, brokerMs: event.brokerMs });
    }
  }
  const seen = new Set<string>();
  for (const { event, draft } of told) {
    const { topic, type, eventId, causationId, occurredAtMs, brokerMs } = event;
    const service = deadLettersOf(topic);
    const cause = known.get(causationId)?.type;
    if (service !== null)
      draft.add('event', topic, `${type} is put aside by ${service}, its key parked`, brokerMs);
    else if (seen.has(eventId)) draft.add('event', topic, `${type} is published again`, brokerMs);
    else {
      const what = `${type}${cause === undefined ? '' : `, because of ${cause}`}, until it is in the topic`;
      draft.add('event', topic, what, occurredAtMs, brokerMs - occurredAtMs);
    }
    seen.add(eventId);
  }
  for (const { key, eventId, topic, createdAtMs, publishedAtMs } of tables.outbox) {
    if (publishedAtMs !== null || known.has(eventId)) continue;
    drafts
      .ofOrder(key)
      ?.add('row', topic, 'an event waits in the outbox and was never published', createdAtMs);
  }
  for (const { eventId, service, outcome, processedAtMs } of tables.inbox) {
    const event = known.get(eventId);
    if (event === undefined) continue;
    const waited = Math.round(Math.max(0, processedAtMs - event.brokerMs));
    const what = `${outcome === 'dead-lettered' ? 'gives up' : 'has processed'} ${event.type}, ${waited} ms after it was published`;
    event.draft.add('row', service, what, processedAtMs);
  }
}
