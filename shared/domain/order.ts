/** An order: what a customer asked for, what it costs, and how it can end. Pure: ids and time come in as values. */
import { menuItem } from './menu.ts';

export type OrderState = 'placed' | 'confirmed' | 'rejected';

/** Why an order was rejected for a reason of the business. */
const BUSINESS_REASONS = ['out_of_stock', 'payment_declined', 'no_address'] as const;
export type BusinessReason = (typeof BUSINESS_REASONS)[number];

/** `unavailable` is the system's own failure: the order was undone because a step could not be carried out. */
export const REJECTION_REASONS = [...BUSINESS_REASONS, 'unavailable'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export type OrderLine = { sku: string; quantity: number };
type PricedLine = OrderLine & { priceCents: number };

export type PlaceOrder = { customerId: string; lines: readonly OrderLine[]; cardToken: string };

export type PlacedOrder = {
  orderId: string;
  customerId: string;
  lines: readonly PricedLine[];
  totalCents: number;
  cardToken: string;
};

export const MAX_LINES = 20;
export const MAX_QUANTITY = 50;

export type PlaceOrderProblem = { code: 'unknown_sku' | 'duplicate_sku'; sku: string };

/** Prices an order on the server. Returns the placed order, or the problem that makes it no order at all. */
export function placeOrder(orderId: string, command: PlaceOrder): PlacedOrder | PlaceOrderProblem {
  const lines: PricedLine[] = [];
  const seen = new Set<string>();
  for (const { sku, quantity } of command.lines) {
    const item = menuItem(sku);
    if (item === undefined) return { code: 'unknown_sku', sku };
    if (seen.has(sku)) return { code: 'duplicate_sku', sku };
    seen.add(sku);
    lines.push({ sku, quantity, priceCents: item.priceCents });
  }
  return {
    orderId,
    customerId: command.customerId,
    lines,
    totalCents: lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0),
    cardToken: command.cardToken,
  };
}

/** The only state changes there are; a decided order never changes again. */
export function mayBecome(from: OrderState, to: OrderState): boolean {
  return from === 'placed' && to !== 'placed';
}
