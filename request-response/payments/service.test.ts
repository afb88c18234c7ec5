import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { BankClient } from '#shared/bank/client.ts';
import { AppError } from '#shared/platform/errors.ts';
import type { BreakerState } from '../call.ts';
import { breakerFor } from '../patterns/breaker.ts';
import { createPayments } from './service.ts';
import type { Payment, PaymentsStore } from './store.ts';

const who = { customerId: 'ann', requestId: 'request', idempotencyKey: 'a' };
const charge = { ...who, orderId: 'a', amountCents: 560, cardToken: 'tok_ok' };
const captured = { outcome: 'captured', chargeId: 'ch_1' } as const;
const barred = new AppError('conflict', 'charge_barred', 'no more');
const noAnswer = new AppError('timeout', 'bank_timeout', 'no answer', { effect: 'unknown' });
/** More calls than any breaker looks at before it opens. */
const MANY = 100;

// The breaker looks back over a window of time, and waits: with a clock that stands still it depends on the calls alone.
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

type Answer = Awaited<ReturnType<BankClient['charge']>> | AppError;

/** Payments with a bank that answers every charge so, behind its breaker as in main.ts, and rows that were kept before. */
function given(answer: Answer, keptBefore?: Pick<Payment, 'state' | 'chargeId'>) {
  const did: string[] = [];
  const saved: Payment[] = [];
  const states: BreakerState[] = [];
  const store: PaymentsStore = {
    async keep(payment) {
      did.push('keep');
      saved.push(payment);
      return keptBefore ?? payment;
    },
    refuseFromNowOn: async () => void did.push('refuse'),
    markRefunded: async () => void did.push('mark refunded'),
  };
  const bank = {
    charge: jest.fn<BankClient['charge']>(async () => {
      if (answer instanceof AppError) throw answer;
      return answer;
    }),
    refund: jest.fn<BankClient['refund']>(async () => {
      did.push('refund at the bank');
      return { refundedCents: 560 };
    }),
  };
  const breaker = breakerFor('bank', {
    notCalled: () => undefined,
    breakerMade: () => undefined,
    breakerChanged: (_target, _instance, to) => void states.push(to),
  });
  const payments = createPayments(store, {
    charge: (wanted) => breaker(() => bank.charge(wanted)),
    refund: (wanted) => breaker(() => bank.refund(wanted)),
  });
  return { ...payments, bank, did, saved, states };
}

describe('charging', () => {
  test.each([
    ['captures', captured],
    ['declines', { outcome: 'declined', chargeId: null } as const],
  ])(
    'given a bank that %s, when an order is charged, then that is kept and answered',
    async (_does, answer) => {
      const payments = given(answer);
      expect(await payments.charge(charge)).toEqual(answer);
      expect(payments.saved).toMatchObject([
        {
          orderId: 'a',
          idempotencyKey: 'a',
          amountCents: 560,
          state: answer.outcome,
          chargeId: answer.chargeId,
        },
      ]);
      expect(payments.bank.charge).toHaveBeenCalledWith(expect.objectContaining({ orderId: 'a', key: 'a' }));
    },
  );

  test('given a bank whose answer is lost, then nobody knows, and no row says that it was charged', async () => {
    const payments = given(noAnswer);
    await expect(payments.charge(charge)).rejects.toBe(noAnswer);
    expect(payments.did).toEqual([]);
  });

  test('given an order refunded before, when the bank bars its charge, then it is refused for good', async () => {
    const payments = given(barred);
    await expect(payments.charge(charge)).rejects.toMatchObject({
      code: 'already_undone',
      effect: 'none',
      retriable: false,
    });
    expect(payments.did).toEqual([]);
  });

  test.each(['refunded', 'voided'] as const)(
    'given a row that is %s by now, when the bank has answered, then it is refused for good',
    async (state) => {
      const payments = given(captured, { state, chargeId: null });
      await expect(payments.charge(charge)).rejects.toMatchObject({ code: 'already_undone' });
    },
  );
});

describe('refunding', () => {
  test('given a charge, when it is undone, then at the bank first, which bars the late ones, and then in the rows', async () => {
    const payments = given(captured);
    expect(await payments.refund('a', who)).toBe(560);
    expect(payments.did).toEqual(['refund at the bank', 'refuse', 'mark refunded']);
    expect(payments.bank.refund).toHaveBeenCalledWith({ orderId: 'a', requestId: 'request' });
  });

  test('given a bank that does not answer, then no row says that the money is back', async () => {
    const payments = given(captured);
    payments.bank.refund.mockRejectedValueOnce(noAnswer);
    await expect(payments.refund('a', who)).rejects.toBe(noAnswer);
    expect(payments.did).toEqual([]);
  });
});

describe('the breaker around the bank', () => {
  async function chargeMany(payments: ReturnType<typeof given>): Promise<void> {
    for (let call = 0; call < MANY; call += 1) await payments.charge(charge).catch(() => undefined);
  }

  test('given a bank that is away, then charges and refunds are refused without it, and have no effect', async () => {
    const payments = given(noAnswer);
    await chargeMany(payments);
    expect(payments.states).toEqual(['open']);
    expect(payments.bank.charge.mock.calls.length).toBeLessThan(MANY);

    const refused = { code: 'bank_circuit_open', effect: 'none', retriable: false };
    await expect(payments.charge(charge)).rejects.toMatchObject(refused);
    await expect(payments.refund('a', who)).rejects.toMatchObject(refused);
    expect(payments.did).toEqual([]);
  });

  test.each([
    ['declines', { outcome: 'declined', chargeId: null } as const],
    ['bars', barred],
    ['refuses', new AppError('invalid', 'bank_refused', 'not so')],
  ])('given a bank that %s every charge, then it is up, and is asked on', async (_does, answer) => {
    const payments = given(answer);
    await chargeMany(payments);
    expect(payments.states).toEqual([]);
    expect(payments.bank.charge).toHaveBeenCalledTimes(MANY);
  });
});
