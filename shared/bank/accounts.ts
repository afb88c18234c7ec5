/**
 * What the bank knows, made from its ledger and from nothing else: which keys it has answered, which captures of an
 * order are live, which orders are barred. Decisions are plain functions of it, so that a restart changes none of them.
 */
import type { ChargeOutcome } from '#shared/domain/payment.ts';
import type { BankEntry } from './ledger.ts';

export type ChargeRequest = { orderId: string; amountCents: number; key: string | null };
type ChargeAnswer = { chargeId: string | null; outcome: ChargeOutcome };
/** `barred`: the order was refunded or voided. `mismatch`: the key was used for another charge. */
export type ChargeDecision =
  | { outcome: 'new' }
  | { outcome: 'replayed'; answer: ChargeAnswer }
  | { outcome: 'barred' }
  | { outcome: 'mismatch' };

type Capture = { chargeId: string; amountCents: number };
type Answered = ChargeAnswer & { orderId: string; amountCents: number };

export class Accounts {
  readonly #answers = new Map<string, Answered>();
  readonly #live = new Map<string, Capture[]>();
  readonly #barred = new Set<string>();

  /** Takes in an entry, from the ledger at start or just decided. */
  apply({ kind, orderId, key, chargeId, amountCents, outcome }: BankEntry): void {
    if (kind === 'charge') {
      if (outcome === 'captured' && chargeId !== null) {
        this.#live.set(orderId, [...(this.#live.get(orderId) ?? []), { chargeId, amountCents }]);
      }
      if (key !== null && (outcome === 'captured' || outcome === 'declined')) {
        this.#answers.set(key, { orderId, amountCents, chargeId, outcome });
      }
    } else if (outcome === 'refunded' || outcome === 'voided') {
      this.#barred.add(orderId);
      const left = (this.#live.get(orderId) ?? []).filter((capture) => capture.chargeId !== chargeId);
      if (left.length > 0) this.#live.set(orderId, left);
      else this.#live.delete(orderId);
    }
  }

  /** What a charge comes to. A barred order stays barred also for a key that was answered before the refund. */
  charge({ orderId, amountCents, key }: ChargeRequest): ChargeDecision {
    if (this.#barred.has(orderId)) return { outcome: 'barred' };
    const answered = key === null ? undefined : this.#answers.get(key);
    if (answered === undefined) return { outcome: 'new' };
    if (answered.orderId !== orderId || answered.amountCents !== amountCents) return { outcome: 'mismatch' };
    return { outcome: 'replayed', answer: { chargeId: answered.chargeId, outcome: answered.outcome } };
  }

  /** The captures that a refund gives back; `barred` when the order was refunded or voided before. */
  refund(orderId: string): { captures: readonly Capture[]; barred: boolean } {
    return { captures: this.#live.get(orderId) ?? [], barred: this.#barred.has(orderId) };
  }
}
