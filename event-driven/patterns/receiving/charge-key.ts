/**
 * The inbox ends at the database: a message that is handled twice asks the bank twice. With the order as the key of its
 * charge the bank itself sees the second question as the first, so it belongs to the rung that the inbox belongs to.
 */

/** The key of an order's charge; null for none: then every question is a charge of its own. */
export type ChargeKey = (orderId: string) => string | null;

export const oneCharge: ChargeKey = (orderId) => orderId;

export const chargeEachTime: ChargeKey = () => null;
