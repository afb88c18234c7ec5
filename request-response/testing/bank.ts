/** The bank in memory, for tests of what stands before it: its own accounts, without its HTTP and its disk. */
import { randomUUID } from 'node:crypto';
import type { Accounts } from '#shared/bank/accounts.ts';
import type { BankClient } from '#shared/bank/client.ts';
import { DECLINED_CARD_TOKEN } from '#shared/domain/payment.ts';
import { AppError } from '#shared/platform/errors.ts';

const ENTRY = { answered: true, atMs: 0 };

export function bankWith(accounts: Accounts): Pick<BankClient, 'charge' | 'refund'> {
  return {
    async charge({ orderId, amountCents, cardToken, key }) {
      const decision = accounts.charge({ orderId, amountCents, key });
      if (decision.outcome === 'mismatch') throw new Error(`the key ${key} came for another charge`);
      if (decision.outcome === 'barred') throw new AppError('conflict', 'charge_barred', 'refunded before');
      if (decision.outcome === 'replayed') return answerOf(decision.answer.chargeId);
      const outcome = cardToken === DECLINED_CARD_TOKEN ? 'declined' : 'captured';
      const chargeId = outcome === 'declined' ? null : `ch_${randomUUID()}`;
      accounts.apply({ ...ENTRY, kind: 'charge', orderId, amountCents, key, chargeId, outcome });
      return answerOf(chargeId);
    },
    async refund({ orderId }) {
      const { captures } = accounts.refund(orderId);
      const refund = { ...ENTRY, kind: 'refund', orderId, key: null } as const;
      for (const capture of captures) accounts.apply({ ...refund, ...capture, outcome: 'refunded' });
      if (captures.length === 0)
        accounts.apply({ ...refund, chargeId: null, amountCents: 0, outcome: 'voided' });
      return { refundedCents: captures.reduce((sum, { amountCents }) => sum + amountCents, 0) };
    },
  };
}

const answerOf = (chargeId: string | null) =>
  chargeId === null
    ? ({ outcome: 'declined', chargeId } as const)
    : ({ outcome: 'captured', chargeId } as const);
