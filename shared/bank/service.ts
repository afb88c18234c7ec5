/**
 * The outside world: charges cards and refunds them. Idempotent by key when given one; a charge without a key is a new
 * charge. Every attempt goes into the ledger before it is answered, and no kitchen can write there.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { DECLINED_CARD_TOKEN } from '#shared/domain/payment.ts';
import { AppError } from '#shared/platform/errors.ts';
import { type HttpRequest, type HttpResponse, type Route, validated } from '#shared/platform/http-server.ts';
import type { Accounts } from './accounts.ts';
import type { Dice } from './behaviour.ts';
import type { BankEntry, Ledger } from './ledger.ts';

const reference = z.string().min(1).max(64);
const chargeBody = z.strictObject({
  orderId: reference,
  amountCents: z.int().min(1),
  cardToken: z.string().min(1).max(64),
});
const refundBody = z.strictObject({ orderId: reference });

export type BankParts = {
  accounts: Accounts;
  ledger: Ledger;
  dice: Dice;
  nowMs(): number;
  newChargeId(): string;
};

export function bankRoutes(parts: BankParts): Route[] {
  return [
    { method: 'post', path: '/charges', handle: (request) => charge(parts, request) },
    { method: 'post', path: '/refunds', handle: (request) => refund(parts, request) },
  ];
}

export async function charge(parts: BankParts, request: HttpRequest): Promise<HttpResponse> {
  const { accounts, dice } = parts;
  const { orderId, amountCents, cardToken } = validated(chargeBody, request.body);
  const key = validated(reference.optional(), request.header('idempotency-key'), 'invalid_key') ?? null;
  await slowness(dice);

  const { failRate, declineRate, loseAnswerRate } = dice.behaviour();
  const attempt = { kind: 'charge', orderId, key, chargeId: null, amountCents } as const;
  if (dice.strikes(failRate)) {
    await record(parts, [{ ...attempt, outcome: 'refused', answered: true }]);
    throw new AppError('internal', 'bank_failed', 'The bank was told to fail.', { effect: 'none' });
  }
  const decision = accounts.charge({ orderId, amountCents, key });
  if (decision.outcome === 'barred') {
    await record(parts, [{ ...attempt, outcome: 'voided', answered: true }]);
    throw new AppError(
      'conflict',
      'charge_barred',
      'This order was refunded or voided: it can not be charged.',
    );
  }
  if (decision.outcome === 'mismatch') {
    await record(parts, [{ ...attempt, outcome: 'refused', answered: true }]);
    throw new AppError('mismatch', 'key_reused', 'This key was used for another charge.');
  }
  const answered = !dice.strikes(loseAnswerRate);
  if (decision.outcome === 'replayed') {
    await record(parts, [{ ...attempt, chargeId: decision.answer.chargeId, outcome: 'replayed', answered }]);
    return { status: 201, body: decision.answer, orderId, loseAnswer: !answered };
  }
  const declined = cardToken === DECLINED_CARD_TOKEN || dice.strikes(declineRate);
  const outcome = declined ? 'declined' : 'captured';
  const chargeId = declined ? null : parts.newChargeId();
  await record(parts, [{ ...attempt, chargeId, outcome, answered }]);
  return { status: 201, body: { chargeId, outcome }, orderId, loseAnswer: !answered };
}

/** Gives back every live capture of the order, and bars every later charge of it. May be repeated. */
async function refund(parts: BankParts, request: HttpRequest): Promise<HttpResponse> {
  const { orderId } = validated(refundBody, request.body);
  await slowness(parts.dice);

  const { captures, barred } = parts.accounts.refund(orderId);
  const attempt = { kind: 'refund', orderId, key: null, answered: true } as const;
  if (captures.length > 0) {
    await record(
      parts,
      captures.map((capture) => ({ ...attempt, ...capture, outcome: 'refunded' })),
    );
  } else {
    const outcome = barred ? 'nothing-to-refund' : 'voided';
    await record(parts, [{ ...attempt, chargeId: null, amountCents: 0, outcome }]);
  }
  const refundedCents = captures.reduce((sum, { amountCents }) => sum + amountCents, 0);
  return { status: 201, body: { refundedCents }, orderId };
}

async function slowness(dice: Dice): Promise<void> {
  const { latencyMs } = dice.behaviour();
  if (latencyMs > 0) await wait(latencyMs);
}

/** Decided in memory at once, so that a twin of this request already meets it; answered when it is on the disk. */
async function record(parts: BankParts, attempts: Omit<BankEntry, 'atMs'>[]): Promise<void> {
  const atMs = parts.nowMs();
  const entries = attempts.map((attempt) => ({ ...attempt, atMs }));
  for (const entry of entries) parts.accounts.apply(entry);
  await parts.ledger.append(entries);
}
