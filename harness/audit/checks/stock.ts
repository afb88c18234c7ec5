/** Check 3: available + held = initial for every dish, and never negative at any point of the journal. */
import { isConfirmed } from '../fold/order-facts.ts';
import { fewestPortions } from '../fold/stock-journal.ts';
import type { Check } from './check.ts';

/**
 * Time stamps are taken inside transactions, before their locks are: for this long a release and the reservation that
 * followed it may be stamped in the wrong order.
 */
const JOURNAL_TOLERANCE_MS = 100;

export const stock: Check = {
  id: '3-stock',
  title: 'Portions available and held add up to the initial ones, and never fell below zero',
  appliesTo: () => true,
  look({ facts }, findings) {
    findings.examined = facts.stock.reservations;
    for (const journal of facts.stock.skus.values()) {
      const { sku, initial, available, held } = journal;
      if (initial === null) {
        findings.violation(`portions of ${sku} are held, and the stock has no such dish`);
        continue;
      }
      if (initial !== available + held) {
        findings.violation(`${sku}: ${available} available + ${held} held is not the initial ${initial}`);
      }
      const fewest = fewestPortions(journal, JOURNAL_TOLERANCE_MS);
      if (fewest < 0)
        findings.violation(`${sku}: ${-fewest} more portions were held at once than there were`);
    }
    for (const order of facts.orders.values()) {
      if (isConfirmed(order) && order.heldOther !== null) {
        findings.violation(`ordered ${order.portions}, and held for it is ${order.heldOther}`, order);
      }
    }
  },
};
