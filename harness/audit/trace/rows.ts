/** What clients saw, and what the rows of the services and the bank's ledger say, as steps of stories. */
import type { BankEntry, Operation, SideEvidence } from '../../evidence/records.ts';
import { euros } from '../words.ts';
import type { Draft, Drafts } from './draft.ts';

/** A start that is later than this is worth a word. */
const LATE_MS = 5;

export function tellOperations(drafts: Drafts, operations: SideEvidence['operations']): void {
  for (const operation of operations) {
    if (operation.kind === 'place') {
      const draft = drafts.ofKey(operation.key);
      if (draft !== undefined) tellPlace(draft, operation);
    } else if (operation.kind === 'read') {
      const { orderId, status, state, sentMs, answeredMs } = operation;
      const what = `asked for the order: ${state ?? `no answer to speak of (${status})`}`;
      drafts.ofOrder(orderId)?.add('operation', 'client', what, sentMs, answeredMs - sentMs);
    }
  }
}

function tellPlace(draft: Draft, place: Extract<Operation, { kind: 'place' }>): void {
  const { intendedMs, sentMs, answeredMs, status, outcome, state, effect, lines } = place;
  if (sentMs - intendedMs > LATE_MS) {
    draft.add('operation', 'client', 'should have asked by the schedule', intendedMs, sentMs - intendedMs);
  }
  const dishes = lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');
  const answers = {
    accepted: `told yes (${status}${state === null ? '' : `, ${state}`})`,
    refused: `told no (${status}${effect === null ? '' : `, effect ${effect}`})`,
    unknown: status === 0 ? 'no answer: cut off, or given up waiting' : `told nothing certain (${status})`,
  };
  draft.add('operation', 'client', `orders ${dishes}: ${answers[outcome]}`, sentMs, answeredMs - sentMs);
}

type Rows = Pick<SideEvidence, 'orders' | 'reservations' | 'payments' | 'deliveries' | 'bank'>;

export function tellRows(drafts: Drafts, tables: Rows): void {
  for (const row of tables.orders) {
    const draft = drafts.ofOrder(row.orderId) ?? drafts.ofKey(row.idempotencyKey);
    if (draft === undefined) continue;
    drafts.join(row.orderId, draft);
    const ended = row.reason === null ? row.state : `${row.state} (${row.reason})`;
    draft.add('row', 'orders', `the order is placed: ${euros(row.totalCents)}`, row.placedAtMs);
    draft.add('row', 'orders', `the order is ${ended}`, row.decidedAtMs);
  }
  for (const { orderId, lines, state, createdAtMs, releasedAtMs } of tables.reservations) {
    const portions = lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');
    const first = state === 'rejected' ? 'the reservation is rejected' : `portions are held: ${portions}`;
    const barred = state === 'released' && lines.length === 0;
    const draft = drafts.ofOrder(orderId);
    if (!barred) draft?.add('row', 'stock', first, createdAtMs);
    draft?.add(
      'row',
      'stock',
      barred ? 'a later reservation is barred' : 'the portions are released',
      releasedAtMs,
    );
  }
  for (const { orderId, amountCents, state, createdAtMs, refundedAtMs } of tables.payments) {
    const first = { declined: 'the payment is declined', voided: 'a later payment is barred' }[state];
    const draft = drafts.ofOrder(orderId);
    draft?.add('row', 'payments', first ?? `the payment is taken: ${euros(amountCents)}`, createdAtMs);
    draft?.add('row', 'payments', 'the payment is refunded', refundedAtMs);
  }
  for (const { orderId, address, state, createdAtMs, cancelledAtMs } of tables.deliveries) {
    const first =
      state === 'refused' ? 'the delivery is refused: no address' : `the delivery is booked to ${address}`;
    const draft = drafts.ofOrder(orderId);
    if (address !== null || state === 'refused') draft?.add('row', 'delivery', first, createdAtMs);
    draft?.add('row', 'delivery', 'the delivery is cancelled', cancelledAtMs);
  }
  for (const entry of tables.bank)
    drafts.ofOrder(entry.orderId)?.add('bank', 'bank', sayBank(entry), entry.atMs);
}

function sayBank({ outcome, amountCents, key, answered }: BankEntry): string {
  const said: Record<BankEntry['outcome'], string> = {
    captured: `charges ${euros(amountCents)}${key === null ? ', asked without a key' : ''}`,
    replayed: 'is asked again and answers with the charge that it has made',
    declined: 'declines the card',
    refunded: `refunds ${euros(amountCents)}`,
    voided: 'bars every later charge',
    refused: 'refuses',
    'nothing-to-refund': 'is asked for a refund and has nothing to refund',
  };
  return answered ? said[outcome] : `${said[outcome]}, and its answer is lost`;
}
