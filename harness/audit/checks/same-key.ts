/**
 * Check 7: the same Idempotency-Key gives the same answer; with another body 422; while the first is in progress 409. Seen
 * where a client asked twice, and from the handful of keys that every run sends again when its load is over.
 */
import type { Asked } from '../fold/repeats.ts';
import type { Check } from './check.ts';

const MISMATCH = 422;
const IN_PROGRESS = 409;
const TOO_MANY = 429;

export const sameKey: Check = {
  id: '7-same-key',
  title: 'The same Idempotency-Key gives the same answer, and another body is refused',
  appliesTo: () => true,
  look({ facts }, findings) {
    for (const { asked, key, toldOrderId } of facts.clients.intents) {
      if (asked === null) continue;
      const first = asked.find((one) => isAccepted(one) && one.body === 'same');
      for (const again of asked) {
        if (again === first || !saysSomething(again)) continue;
        // Before the first yes there is nothing that an answer could differ from.
        if (first === undefined && again.status !== IN_PROGRESS && again.body === 'same') continue;
        findings.examined += 1;
        const wrong = wrongAnswer(again, first, asked);
        if (wrong !== null) findings.violation(wrong, { key, orderId: toldOrderId });
      }
    }
    if (findings.examined === 0) findings.unknown('no key was sent again and answered');
  },
};

const isAccepted = ({ status }: Asked): boolean => status === 201 || status === 202;

/** What was not answered, or not for want of a service, says nothing about keys. */
const saysSomething = ({ status }: Asked): boolean => status > 0 && status < 500 && status !== TOO_MANY;

function wrongAnswer(again: Asked, first: Asked | undefined, all: readonly Asked[]): string | null {
  const { body, status } = again;
  if (status === IN_PROGRESS) {
    return isDuringAnother(again, all) ? null : 'the key was said to be in progress (409), and nothing was';
  }
  if (body === 'other') {
    return status === MISMATCH ? null : `the key came with another body and was answered ${status}, not 422`;
  }
  if (first === undefined) return null;
  if (status !== first.status) return `the same key was answered ${first.status}, and then ${status}`;
  if (again.orderId !== first.orderId) {
    return `the same key was answered with order ${first.orderId}, and then with order ${again.orderId}`;
  }
  if (again.state === first.state) return null;
  return `the same key was answered "${first.state}", and then "${again.state}"`;
}

/** Whose client gave up, or was told nothing certain, may be worked on for longer than anybody saw. */
const isDuringAnother = (one: Asked, all: readonly Asked[]): boolean =>
  all.some(
    (other) =>
      other !== one &&
      other.sentMs <= one.answeredMs &&
      (other.answeredMs >= one.sentMs || other.status === 0 || other.status >= 500),
  );
