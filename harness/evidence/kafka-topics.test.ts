import { expect, test } from '@jest/globals';
import { poisonMessage } from '../faults/events/poison-payloads.ts';
import { eventsOf } from './kafka-topics.ts';

test.each([
  ['always-throws', 'PaymentTaken'],
  ['unknown-event', 'SomethingNew'],
  ['malformed', 'unknown'],
] as const)('poison, %s: of the type by which consumers handle it, or skip it', (kind, type) => {
  const { id, type: said, payload } = poisonMessage(kind, 'payments');
  const message = {
    ...{ key: Buffer.from(id), value: payload, timestamp: '1', attributes: 0, offset: '7' },
    headers: said === null ? {} : { type: Buffer.from(said) },
  };
  const [event] = eventsOf({ topic: 'payments', partition: 1, messages: [message] });
  expect(event).toMatchObject({ topic: 'payments', partition: 1, offset: 7, key: id, type });
});
