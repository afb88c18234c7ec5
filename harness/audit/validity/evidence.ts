/** The evidence itself: complete, consistent, and the same as what clients saw. */
import { itHappened, notAsked } from '../checks/it-happened.ts';
import type { SideFacts } from '../fold/fold.ts';
import { CLOCK_TOLERANCE_MS } from '../fold/fold.ts';
import { IN_OUTBOX, IN_TOPIC } from '../fold/messages.ts';
import { isDecided } from '../fold/order-facts.ts';
import { percent, plural } from '../words.ts';
import { BOUNDS } from './bounds.ts';
import { bounded, broken, met, type Rule, undecidable } from './rule.ts';

export const ledgerAddsUp: Rule = {
  id: 'ledger-adds-up',
  title: 'The ledger adds up',
  judge({ facts, ledger }) {
    const { offered, started } = facts.run.load;
    // What was never started is filled in by the plan: only what was can be counted against k6's own number.
    const lines = ledger.filter(({ outcome }) => outcome !== null && outcome !== 'not-started').length;
    const surplus = ledger.length - offered - facts.phantoms.length;
    return bounded(
      lines === started && surplus >= 0 && surplus <= BOUNDS.offeredApart,
      `the ledger has ${plural(ledger.length, 'line')} for ${offered} offered orders and ${plural(facts.phantoms.length, 'phantom')}, ${lines} of them for the ${started} that k6 started`,
    );
  },
};

export const drained: Rule = {
  id: 'drained',
  title: 'Evidence was collected when everything had come to rest',
  judge({ facts }) {
    if (facts.run.drained) return met('everything was decided and all queues were empty');
    const left = leftUndone(facts);
    return left.length > 0
      ? met(`the drain time ran out, and the evidence says what was left: ${left.join(', ')}`)
      : broken('the drain time ran out, and nothing in the evidence says what was left');
  },
};

/** What the drain waits for (harness/experiment/quiet.ts), as the evidence has it; checks 4 and 8 fail because of it. */
function leftUndone({ orders, messages }: SideFacts): string[] {
  const undecided = [...orders.values()].filter((order) => order.state !== null && !isDecided(order)).length;
  const unpublished = [...messages.numbers.values()].filter(
    (number) => (messages.found.at(number) & (IN_OUTBOX | IN_TOPIC)) === IN_OUTBOX,
  ).length;
  const unread = messages.groups.reduce((sum, { committed, end }) => sum + end - committed, 0);
  const left: string[] = [];
  if (undecided > 0) left.push(`${plural(undecided, 'order')} to decide`);
  if (unpublished > 0) left.push(`${plural(unpublished, 'event')} to publish`);
  if (unread > 0) left.push(`${plural(unread, 'message')} to process`);
  return left;
}

export const clocks: Rule = {
  id: 'clocks',
  title: 'No effect is stamped before its cause',
  judge({ facts }) {
    const count = facts.messages.beforeCause + ordersBeforeCause(facts);
    return bounded(
      count === 0,
      `${plural(count, 'effect')} stamped more than ${CLOCK_TOLERANCE_MS} ms before the cause; none is allowed`,
    );
  },
};

function ordersBeforeCause({ clients, orders }: SideFacts): number {
  let count = 0;
  const before = (effectMs: number | null, causeMs: number | null): void => {
    if (effectMs !== null && causeMs !== null && effectMs < causeMs - CLOCK_TOLERANCE_MS) count += 1;
  };
  for (const order of orders.values()) before(order.decidedAtMs, order.placedAtMs);
  for (const intent of clients.intents) {
    before(intent.answeredMs, intent.sentMs);
    before(intent.sentMs, intent.intendedMs);
    for (const order of intent.orders) if (order.state !== null) before(order.placedAtMs, intent.sentMs);
  }
  return count;
}

export const reads: Rule = {
  id: 'reads',
  title: 'What clients read is what the rows say',
  judge({ facts }) {
    const sampled = [...facts.clients.reads].filter(([, { answers, notFound }]) => answers > 0 || notFound);
    const accepted = facts.clients.intents.filter(({ outcome }) => outcome === 'accepted').length;
    if (accepted === 0) return undecidable('no order was accepted, so no client read any');
    if (sampled.length < accepted * BOUNDS.readsAtLeast) {
      return undecidable(
        `clients read ${plural(sampled.length, 'order')} of ${accepted} accepted ones; at least ${percent(BOUNDS.readsAtLeast)} is needed`,
      );
    }
    let differ = 0;
    for (const [orderId, seen] of sampled) {
      const order = facts.orders.get(orderId);
      const decided = order !== undefined && isDecided(order);
      const stale = decided && (seen.latestPlacedMs ?? 0) > (order.decidedAtMs ?? 0) + BOUNDS.staleReadMs;
      const other = seen.decided !== null && seen.decided !== order?.state;
      if (seen.notFound || seen.wentBack !== null || stale || other) differ += 1;
    }
    const share = differ / sampled.length;
    return bounded(
      share <= BOUNDS.readsThatDiffer,
      `of ${plural(sampled.length, 'sampled order')} clients saw something else than the rows say for ${differ}; at most ${percent(BOUNDS.readsThatDiffer)} are allowed`,
    );
  },
};

export const checksDecided: Rule = {
  id: 'checks-decided',
  title: 'Every check could be decided',
  judge({ facts, checks }) {
    const undecided = checks.filter(({ result }) => result === 'unknown');
    // Where something else is asked, the check itself says what is not.
    const left = checks.some(({ id }) => id === itHappened.id) ? [] : notAsked(facts);
    if (undecided.length === 0) return met(['every check passed or failed', ...left].join('; '));
    return broken(
      undecided
        .map(({ id, examples }) => `check ${id} is unknown: ${examples[0]?.what ?? 'it can not say'}`)
        .join('; '),
    );
  },
};
