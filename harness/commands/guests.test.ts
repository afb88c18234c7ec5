import { describe, expect, test } from '@jest/globals';
import { invitation, linesToPaste } from './guests.ts';

const GATEWAY = 'http://127.0.0.1:20000';

describe('linesToPaste', () => {
  const [order, look, menu] = linesToPaste(GATEWAY, 'k_ada.0123', '0190b6c2-6d4e-7c1a-8f63-2f1c5d9a4b10') as [
    string,
    string,
    string,
  ];

  test('are one line each, with the key in single quotes, so that no shell touches it', () => {
    for (const line of [order, look, menu])
      expect(line).toMatch(/^curl -s -H 'Authorization: Bearer k_ada\.0123' [^\n]*$/);
  });

  test('order with an Idempotency-Key, look at that order, read the menu', () => {
    expect(order).toMatch(/-H 'Idempotency-Key: [^']+' .* -d '\{.*\}' http:\/\/127\.0\.0\.1:20000\/orders$/);
    expect(look).toMatch(/\/orders\/0190b6c2-6d4e-7c1a-8f63-2f1c5d9a4b10$/);
    expect(menu).toMatch(/\/menu$/);
  });
});

test('an invitation has the address, the key, and the lines below', () => {
  const text = invitation({
    side: 'rr',
    kitchen: 'request-response',
    arm: 'breakers',
    gateway: GATEWAY,
    customerId: 'ada',
    apiKey: 'k_ada.0123',
    tryThis: ['curl one', 'curl two'],
  });
  expect(text).toContain(`The request-response kitchen is open at ${GATEWAY}`);
  expect(text).toContain('on the rung breakers');
  expect(text).toMatch(/key of its customer ada: k_ada\.0123/);
  expect(text).toMatch(/\n {2}curl one\n {2}curl two$/);
});
