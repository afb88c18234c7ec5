/**
 * Payments: one charge per order at the bank, refunded when the order is rejected after it. The bank is asked before the
 * transaction, with a key, so that asking again after a crash moves no money twice.
 *
 *   on StockReserved   → charge at the bank → PaymentTaken | PaymentDeclined
 *   on DeliveryRefused → refund at the bank → PaymentRefunded
 */
import type { BankClient } from '#shared/bank/client.ts';
import { asAppError } from '#shared/platform/errors.ts';
import type { Connection } from '#shared/platform/postgres.ts';
import { because, type EventOf } from '../events.ts';
import type { ChargeKey } from '../patterns/receiving/charge-key.ts';
import {
  type Announcement,
  type Answered,
  type Reaction,
  required,
  whenAnswered,
} from '../patterns/receiving/reactions.ts';
import type { Payment, PaymentsStore } from './store.ts';

type StockReserved = EventOf<'stockReserved'>;
type DeliveryRefused = EventOf<'deliveryRefused'>;
type ChargeAnswer = { outcome: 'captured'; chargeId: string } | { outcome: 'declined'; chargeId: null };

export function createPayments(
  store: PaymentsStore,
  bank: BankClient,
  chargeKey: ChargeKey,
): { reactions: Reaction[]; compensations: Reaction[] } {
  async function charge(event: StockReserved): Promise<ChargeAnswer> {
    const { orderId, requestId } = event;
    const { totalCents: amountCents, cardToken } = orderIn(event);
    try {
      return await bank.charge({ orderId, amountCents, cardToken, key: chargeKey(orderId), requestId });
    } catch (error) {
      // Refunded already, so somebody else has handled this event meanwhile, and the inbox is about to drop it.
      if (asAppError(error).code === 'charge_barred') return { outcome: 'declined', chargeId: null };
      throw error;
    }
  }

  async function recordCharges(
    answered: Answered<'stockReserved', ChargeAnswer>[],
    connection: Connection,
  ): Promise<Announcement[]> {
    await store.savePayments(connection, answered.map(paymentOf));
    return answered.map(announcementOf);
  }

  const refund = ({ orderId, requestId }: DeliveryRefused) => bank.refund({ orderId, requestId });

  async function recordRefunds(
    answered: Answered<'deliveryRefused', unknown>[],
    connection: Connection,
  ): Promise<Announcement[]> {
    const events = answered.map(({ event }) => event);
    const refunded = await store.markRefunded(
      connection,
      events.map(({ orderId }) => orderId),
    );
    return events.flatMap((event) => {
      const amountCents = refunded.get(event.orderId);
      if (amountCents === undefined) return [];
      return [{ origin: because(event), fact: { case: 'paymentRefunded', value: { amountCents } } }];
    });
  }

  return {
    reactions: [whenAnswered(['stockReserved'], charge, recordCharges)],
    compensations: [whenAnswered(['deliveryRefused'], refund, recordRefunds)],
  };
}

function paymentOf({ event, answer }: Answered<'stockReserved', ChargeAnswer>): Payment {
  const { customerId, totalCents } = orderIn(event);
  return {
    orderId: event.orderId,
    customerId,
    amountCents: totalCents,
    state: answer.outcome,
    chargeId: answer.chargeId,
  };
}

function announcementOf({ event, answer }: Answered<'stockReserved', ChargeAnswer>): Announcement {
  const { customerId, totalCents: amountCents } = orderIn(event);
  const origin = because(event);
  if (answer.outcome === 'declined') {
    return { origin, fact: { case: 'paymentDeclined', value: { reason: 'declined_by_bank' } } };
  }
  const { chargeId } = answer;
  return { origin, fact: { case: 'paymentTaken', value: { customerId, chargeId, amountCents } } };
}

const orderIn = (event: StockReserved) => required(event.fact.value.order, 'order');
