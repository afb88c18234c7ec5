/** A payment: one charge per order at the bank, refunded when the order is rejected after it. */

export type PaymentState = 'captured' | 'declined' | 'refunded' | 'voided';

/** A card token as the card network hands it out; the bank declines this one, always. */
export const DECLINED_CARD_TOKEN = 'tok_declined';

export type ChargeOutcome = 'captured' | 'declined';
