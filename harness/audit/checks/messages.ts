/**
 * Check 8, event side: what was written to an outbox is in its topic, what is in a topic was written to an outbox, every
 * event was processed or dead-lettered by each service that needs it, and no group lags. A message that is in its topic
 * twice is allowed: that is what at-least-once means.
 */
import { consumersIn } from '../fold/consumers.ts';
import { IN_OUTBOX, IN_TOPIC, type MessageFacts, OTHER_TOPIC } from '../fold/messages.ts';
import { plural } from '../words.ts';
import type { Check, Findings } from './check.ts';

export const messages: Check = {
  id: '8-messages',
  title: 'Outbox and topics hold the same events, and every consumer has dealt with all that it needs',
  appliesTo: ({ side }) => side === 'ed',
  look({ facts }, findings) {
    for (const [eventId, number] of facts.messages.numbers)
      lookAtEvent(facts.messages, eventId, number, findings);
    for (const [topic, counts] of facts.messages.deadLetters) {
      if (counts.outbox > counts.topic || (counts.outbox === 0 && counts.topic > 0)) {
        findings.violation(
          `${topic}: ${plural(counts.outbox, 'outbox row')}, ${plural(counts.topic, 'message')}`,
        );
      }
    }
    for (const { group, topic, partition, committed, end } of facts.messages.groups) {
      if (committed === end) continue;
      findings.violation(
        `group ${group} stands at ${committed} of ${end} in ${topic}, partition ${partition}`,
      );
    }
    if (facts.messages.groups.length === 0)
      findings.unknown('the places of the consumer groups are not known');
  },
};

function lookAtEvent(facts: MessageFacts, eventId: string, number: number, findings: Findings): void {
  const found = facts.found.at(number);
  const topic = facts.topics[facts.topicOf.at(number)] ?? 'its topic';
  if ((found & IN_TOPIC) !== 0) findings.examined += 1;
  if ((found & IN_OUTBOX) !== 0 && (found & IN_TOPIC) === 0) {
    findings.violation(`event ${eventId} is in an outbox and not in ${topic}`);
  }
  if ((found & IN_TOPIC) !== 0 && (found & IN_OUTBOX) === 0) {
    findings.violation(`event ${eventId} is in ${topic} and in no outbox`);
  }
  if ((found & OTHER_TOPIC) !== 0)
    findings.violation(`event ${eventId} was meant for another topic than ${topic}`);
  const processed = facts.processed.at(number);
  if (processed !== 0 && (found & IN_TOPIC) === 0 && facts.dead.at(number) === 0) {
    findings.violation(`event ${eventId} was processed and is in no topic`);
  }
  const missing = facts.needed.at(number) & ~processed & ~facts.dead.at(number);
  for (const service of consumersIn(missing)) {
    findings.violation(`event ${eventId} of ${topic} was neither processed nor dead-lettered by ${service}`);
  }
}
