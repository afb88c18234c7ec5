/**
 * Payments: one charge per order at the bank, refunded when the order is rejected after it. The bank is asked first,
 * with the caller's key as the key: after a crash in between, the caller asks again and the bank gives the same answer.
 *
 *   POST   /payments           → charge at the bank → captured | declined
 *   DELETE /payments/{orderId} → refund at the bank, which also bars every later charge of the order
 */
import { z } from 'zod';
import type { BankClient } from '#shared/bank/client.ts';
import { customerId } from '#shared/contract/schemas.ts';
import type { ChargeOutcome } from '#shared/domain/payment.ts';
import { asAppError } from '#shared/platform/errors.ts';
import { type Route, validated } from '#shared/platform/http-server.ts';
import { alreadyUndone, type InnerRequest, innerRequest, orderIdOf } from '../inner-request.ts';
import type { PaymentsStore } from './store.ts';

type Bank = Pick<BankClient, 'charge' | 'refund'>;
type Charge = z.output<typeof paymentRequest> & InnerRequest;

export type Payments = ReturnType<typeof createPayments>;

export function createPayments(store: PaymentsStore, bank: Bank) {
  /** The same key again gets the same answer again. */
  async function charge(command: Charge): Promise<{ outcome: ChargeOutcome; chargeId: string | null }> {
    const { outcome, chargeId } = await chargeAtTheBank(command);
    const kept = await store.keep({ ...command, state: outcome, chargeId });
    if (kept.state === 'refunded' || kept.state === 'voided') throw alreadyUndone();
    return { outcome: kept.state, chargeId: kept.chargeId };
  }

  async function chargeAtTheBank({
    idempotencyKey: key,
    orderId,
    amountCents,
    cardToken,
    requestId,
  }: Charge) {
    try {
      return await bank.charge({ orderId, amountCents, cardToken, key, requestId });
    } catch (error) {
      if (asAppError(error).code === 'charge_barred') throw alreadyUndone();
      throw error;
    }
  }

  /**
   * May be repeated, and may come before the charge that it undoes. The bank first: once it bars the order, no charge on
   * its way can take money any more, and the rows can follow.
   */
  async function refund(orderId: string, { customerId, requestId }: InnerRequest): Promise<number> {
    const { refundedCents } = await bank.refund({ orderId, requestId });
    await store.refuseFromNowOn(orderId, customerId);
    await store.markRefunded(orderId);
    return refundedCents;
  }

  return { charge, refund };
}

const paymentRequest = z.strictObject({
  orderId: z.uuid(),
  customerId,
  amountCents: z.int().min(1),
  cardToken: z.string().min(1).max(64),
});

export function paymentsRoutes(payments: Payments): Route[] {
  return [
    {
      method: 'post',
      path: '/payments',
      async handle(request) {
        const caller = innerRequest(request);
        const body = validated(paymentRequest, request.body);
        return { status: 201, body: await payments.charge({ ...caller, ...body }) };
      },
    },
    {
      method: 'delete',
      path: '/payments/:orderId',
      async handle(request) {
        const refundedCents = await payments.refund(orderIdOf(request), innerRequest(request));
        return { status: 200, body: { refundedCents } };
      },
    },
  ];
}
