/**
 * Check 10, event side: a replay of the topics from offset 0, twice through an inbox, makes of every order what its rows say,
 * and takes no money a second time. What still waited when the evidence was collected is left to checks 4 and 8. Rungs of the
 * ladder without an outbox do not promise that all that happened is in the topics, once: there nothing can be replayed.
 */
import type { OrderFacts } from '../fold/order-facts.ts';
import type { Replay } from '../fold/replay.ts';
import { tracesOf } from '../fold/traces.ts';
import type { Check } from './check.ts';

export const replay: Check = {
  id: '10-replay',
  title: 'Replaying the topics from the beginning gives the state that there is, and charges nobody',
  appliesTo: ({ side, run }) => side === 'ed' && tracesOf(run.arm).wholeLog,
  look({ facts }, findings) {
    for (const order of facts.orders.values()) {
      if (order.replay === null || order.waiting) continue;
      findings.examined += 1;
      const wrong = wrongReplay(order, order.replay);
      if (wrong !== null) findings.violation(wrong, order);
    }
  },
};

function wrongReplay(order: OrderFacts, replayed: Replay): string | null {
  if (replayed.charges > 1) return `a replay takes the money ${replayed.charges} times`;
  const parts = [
    ['order', replayed.order, order.state],
    ['reservation', replayed.reservation, order.reservation],
    ['payment', replayed.payment, order.payment],
    ['delivery', replayed.delivery, order.delivery],
  ] as const;
  const differs = parts.find(([, made, live]) => made !== live);
  if (differs === undefined) return null;
  const [part, made, live] = differs;
  return `a replay makes the ${part} ${made ?? 'none'}, and there it is ${live ?? 'none'}`;
}
