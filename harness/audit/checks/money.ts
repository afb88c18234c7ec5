/**
 * Check 2: captured − refunded is the price of a confirmed order and 0 of any other; never two live captures. The bank's
 * own ledger is the truth; the payments service must agree with it.
 */
import { isConfirmed, isDecided, liveCaptures, type OrderFacts } from '../fold/order-facts.ts';
import { euros } from '../words.ts';
import type { Check } from './check.ts';

export const money: Check = {
  id: '2-money',
  title: 'The bank keeps the price of every confirmed order, once, and nothing of any other',
  appliesTo: () => true,
  look({ facts }, findings) {
    for (const order of facts.orders.values()) {
      findings.examined += 1;
      const wrong = wrongMoney(order);
      if (wrong !== null) findings.violation(wrong, order);
    }
  },
};

function wrongMoney(order: OrderFacts): string | null {
  const { netCents, totalCents, capturedRows } = order;
  const live = liveCaptures(order);
  if (live > 1) return `${live} live captures of ${euros(netCents)} in all, for one order`;
  if (netCents < 0) return `${euros(-netCents)} more was refunded than captured`;
  if (isConfirmed(order) && netCents !== totalCents) {
    return `confirmed at ${euros(totalCents)}, and the bank keeps ${euros(netCents)}`;
  }
  if (!isConfirmed(order) && netCents !== 0 && !isPaidOnTheWay(order)) {
    return `${order.state ?? 'no order'}, and the bank keeps ${euros(netCents)}`;
  }
  if (isDecided(order) && capturedRows !== live) {
    return `the payments service knows of ${capturedRows} live captures, the bank of ${live}`;
  }
  return null;
}

/** Not decided yet: paid once in full is a legal step on the way, which check 4 calls unfinished. */
const isPaidOnTheWay = (order: OrderFacts): boolean =>
  order.state !== null && !isDecided(order) && order.netCents === order.totalCents;
