import { describe, expect, jest, test } from '@jest/globals';
import type { BankClient } from '#shared/bank/client.ts';
import { AppError } from '#shared/platform/errors.ts';
import { oneCharge } from '../patterns/receiving/charge-key.ts';
import { event, noConnection, said } from '../testing/given.ts';
import { createPayments } from './service.ts';
import type { Payment, PaymentsStore } from './store.ts';

const reserved = event<'stockReserved'>('a', {
  case: 'stockReserved',
  value: { order: { customerId: 'ann', totalCents: 560, cardToken: 'tok_ok' } },
});
const refused = event<'deliveryRefused'>('a', { case: 'deliveryRefused', value: { reason: 'no_address' } });

function kitchen(charge: BankClient['charge'], captured = new Map<string, number>()) {
  const saved: Payment[] = [];
  const store: PaymentsStore = {
    savePayments: async (_connection, payments) => void saved.push(...payments),
    markRefunded: async () => captured,
  };
  const bank = {
    charge: jest.fn(charge),
    refund: jest.fn<BankClient['refund']>(async () => ({ refundedCents: 560 })),
    close: async () => undefined,
  };
  const payments = createPayments(store, bank, oneCharge);
  return { ...payments, bank, saved };
}

describe('charging', () => {
  test('given reserved stock, when the bank captures, then the payment is kept and said', async () => {
    const { reactions, bank, saved } = kitchen(async () => ({ outcome: 'captured', chargeId: 'ch_1' }));
    const [{ ask, write }] = reactions as [Required<(typeof reactions)[0]>];
    const answer = await ask(reserved);
    expect(said(await write([{ event: reserved, answer }], noConnection))).toEqual([
      ['a', 'paymentTaken', { customerId: 'ann', chargeId: 'ch_1', amountCents: 560 }],
    ]);
    expect(saved).toMatchObject([{ orderId: 'a', amountCents: 560, state: 'captured', chargeId: 'ch_1' }]);
    expect(bank.charge).toHaveBeenCalledWith(
      expect.objectContaining({ orderId: 'a', key: 'a', amountCents: 560 }),
    );
  });

  test('given reserved stock, when the bank declines, then that is kept and said', async () => {
    const { reactions, saved } = kitchen(async () => ({ outcome: 'declined', chargeId: null }));
    const [{ ask, write }] = reactions as [Required<(typeof reactions)[0]>];
    const answer = await ask(reserved);
    expect(said(await write([{ event: reserved, answer }], noConnection))).toMatchObject([
      ['a', 'paymentDeclined', {}],
    ]);
    expect(saved).toMatchObject([{ state: 'declined', chargeId: null }]);
  });

  test('given an order refunded before, when its event comes again, then it counts as declined', async () => {
    const { reactions } = kitchen(async () => {
      throw new AppError('conflict', 'charge_barred', 'no more');
    });
    expect(await reactions[0]!.ask!(reserved)).toEqual({ outcome: 'declined', chargeId: null });
  });

  test('given a bank that is away, then the question fails, for somebody else to repeat', async () => {
    const { reactions } = kitchen(async () => {
      throw new AppError('unavailable', 'bank_unavailable', 'away');
    });
    await expect(reactions[0]!.ask!(reserved)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('refunding', () => {
  test.each([
    ['captured', new Map([['a', 560]]), [['a', 'paymentRefunded', { amountCents: 560 }]]],
    ['refunded before', new Map<string, number>(), []],
  ])(
    'given a payment %s, when the delivery is refused, then %j is said',
    async (_given, captured, expected) => {
      const { compensations, bank } = kitchen(
        async () => ({ outcome: 'declined', chargeId: null }),
        captured,
      );
      const [{ ask, write }] = compensations as [Required<(typeof compensations)[0]>];
      const answer = await ask(refused);
      expect(bank.refund).toHaveBeenCalledWith({ orderId: 'a', requestId: 'request' });
      expect(said(await write([{ event: refused, answer }], noConnection))).toEqual(expected);
    },
  );
});
