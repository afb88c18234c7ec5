/**
 * Check 6: every part of an order goes from state to state as it may and no other way: by its rows, by the facts in the
 * topics, and for the clients that look on, to whom an order never goes back to what it was before.
 */
import type { SideFacts } from '../fold/fold.ts';
import type { Intent } from '../fold/intents.ts';
import type { OrderFacts } from '../fold/order-facts.ts';
import type { Check } from './check.ts';

export const legalChanges: Check = {
  id: '6-legal-changes',
  title: 'States change only as they may, and what a client reads never goes backwards',
  appliesTo: () => true,
  look({ facts }, findings) {
    const told = new Map<string, Intent>();
    for (const intent of facts.clients.intents)
      if (intent.toldOrderId !== null) told.set(intent.toldOrderId, intent);
    for (const order of facts.orders.values()) {
      findings.examined += 1;
      const illegal = illegalChange(order);
      if (illegal !== null) findings.violation(illegal, order);
    }
    for (const orderId of facts.clients.reads.keys()) {
      findings.examined += 1;
      const back = wentBack(facts, orderId, told.get(orderId));
      if (back !== null) findings.violation(`a client ${back}`, { orderId });
    }
    if (facts.clients.reads.size === 0) findings.unknown('no client has read an order');
  },
};

const illegalChange = ({ wrongRow, replay }: OrderFacts): string | null =>
  wrongRow ?? replay?.illegal ?? null;

function wentBack({ clients }: SideFacts, orderId: string, intent: Intent | undefined): string | null {
  const seen = clients.reads.get(orderId)!;
  if (seen.wentBack !== null) return seen.wentBack;
  // A 201 tells the end, and no reading after it tells another state.
  const told = intent?.toldState ?? 'placed';
  if (told === 'placed') return null;
  const read = seen.latestPlacedMs === null ? seen.decided : 'placed';
  return read === null || read === told
    ? null
    : `was told that the order is ${told}, and then saw it ${read}`;
}
