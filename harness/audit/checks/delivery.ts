/** Check 5: one delivery per confirmed order, none for others, to an address the customer had at that time or later. */
import { isDeliveredToCustomer } from '../buckets.ts';
import { isConfirmed } from '../fold/order-facts.ts';
import { plural } from '../words.ts';
import type { Check } from './check.ts';

export const delivery: Check = {
  id: '5-delivery',
  title: 'One delivery for every confirmed order and none for others, to an address that the customer had',
  appliesTo: () => true,
  look({ facts }, findings) {
    for (const order of facts.orders.values()) {
      findings.examined += 1;
      const wanted = isConfirmed(order) ? 1 : 0;
      if (order.booked !== wanted) {
        findings.violation(
          `${order.state ?? 'no order'}, and ${plural(order.booked, 'booked delivery')}`,
          order,
        );
      } else if (wanted === 1 && facts.addresses.size > 0 && !isDeliveredToCustomer(order, facts)) {
        const { address } = order.deliveredTo!;
        findings.violation(`goes to ${address ?? 'no address'}, where the customer was not`, order);
      }
    }
    if (facts.addresses.size === 0) findings.unknown('there is no history of addresses');
  },
};
