/** Check 4: every order ends within the drain time, in a legal combination of order, reservation, payment and delivery. */
import { isConfirmed, isDecided, type OrderFacts } from '../fold/order-facts.ts';
import { plural } from '../words.ts';
import type { Check } from './check.ts';

export const endings: Check = {
  id: '4-endings',
  title: 'Every order has ended, and reservation, payment and delivery fit its end',
  appliesTo: () => true,
  look({ facts }, findings) {
    for (const order of facts.orders.values()) {
      findings.examined += 1;
      const wrong = wrongEnding(order);
      if (wrong !== null) findings.violation(wrong, order);
    }
  },
};

function wrongEnding(order: OrderFacts): string | null {
  if (order.state !== null && !isDecided(order)) return `still ${order.state} when the drain was over`;
  if (order.state !== null && order.decidedAtMs === null) return `${order.state}, and without the time of it`;
  const wanted = isConfirmed(order) ? 1 : 0;
  const { held, capturedRows, booked } = order;
  if (held === wanted && capturedRows === wanted && booked === wanted) return null;
  const has = [
    plural(held, 'held reservation'),
    plural(capturedRows, 'captured payment'),
    plural(booked, 'booked delivery'),
  ].join(', ');
  return `${order.state ?? 'no order'}, and there is ${has}`;
}
