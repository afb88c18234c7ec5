/** Check 1: accepted is never lost; nothing phantom; an answer that says "no effect" had none. */
import { heldThings, lost } from '../buckets.ts';
import type { Intent } from '../fold/intents.ts';
import { isConfirmed } from '../fold/order-facts.ts';
import type { Check } from './check.ts';

export const nothingLost: Check = {
  id: '1-nothing-lost',
  title: 'Accepted is never lost, nothing is there that nobody asked for, and "no effect" means no effect',
  appliesTo: () => true,
  look({ facts }, findings) {
    for (const intent of facts.clients.intents) {
      if (intent.outcome !== 'not-started') findings.examined += 1;
      const why = lost(intent, facts) ?? hadEffect(intent) ?? toldWrongly(intent);
      if (why !== null) {
        findings.violation(why, {
          key: intent.key,
          orderId: intent.orders[0]?.orderId ?? intent.toldOrderId,
        });
      }
    }
    for (const order of facts.phantoms) {
      const held = heldThings(order);
      findings.violation(
        `intended by nobody${order.state === null ? ', without an order row' : ''}${held === '' ? '' : `, and holds ${held}`}`,
        order,
      );
    }
  },
};

function hadEffect(intent: Intent): string | null {
  if (intent.outcome !== 'refused' || intent.effect !== 'none') return null;
  for (const order of intent.orders) {
    if (isConfirmed(order)) return `the answer ${intent.status} said "no effect", and the order is confirmed`;
    const held = heldThings(order);
    if (held !== '') return `the answer ${intent.status} said "no effect", and still held is ${held}`;
  }
  return null;
}

/** A 201 tells the outcome, and an outcome never changes. */
function toldWrongly(intent: Intent): string | null {
  const order = intent.orders[0];
  const told = intent.toldState;
  if (intent.outcome !== 'accepted' || order === undefined || told === null || told === 'placed') return null;
  return order.state === told ? null : `the client was told ${told}, and the order is ${order.state}`;
}
