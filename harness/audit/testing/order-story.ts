/** Hand-written histories, one order at a time: what a client was told, and what became of the order. */
import type { BankEntry } from '../../evidence/records.ts';

export type OrderStory = {
  told: 'yes' | 'no' | 'no effect' | 'nothing' | 'never asked';
  /** Of the order's row; null when there is none. */
  state: 'placed' | 'confirmed' | 'rejected' | null;
  reason: string | null;
  /** States of the rows of each service, and outcomes in the bank's ledger. */
  reservations: readonly string[];
  payments: readonly string[];
  bank: readonly BankEntry['outcome'][];
  deliveries: readonly string[];
  /** Facts on the event side, each caused by the one before. */
  facts: readonly string[];
  address: string | null;
  priceCents: number;
  quantity: number;
};

const PLAIN: OrderStory = {
  told: 'yes',
  state: 'placed',
  reason: null,
  reservations: [],
  payments: [],
  bank: [],
  deliveries: [],
  facts: ['OrderPlaced'],
  address: '1 Baker Street',
  priceCents: 280,
  quantity: 2,
};

export const CONFIRMED: OrderStory = {
  ...PLAIN,
  state: 'confirmed',
  reservations: ['reserved'],
  payments: ['captured'],
  bank: ['captured'],
  deliveries: ['booked'],
  facts: ['OrderPlaced', 'StockReserved', 'PaymentTaken', 'DeliveryBooked', 'OrderConfirmed'],
};
export const OUT_OF_STOCK: OrderStory = {
  ...PLAIN,
  state: 'rejected',
  reason: 'out_of_stock',
  reservations: ['rejected'],
  facts: ['OrderPlaced', 'StockRejected', 'OrderRejected'],
};
export const DECLINED: OrderStory = {
  ...PLAIN,
  state: 'rejected',
  reason: 'payment_declined',
  reservations: ['released'],
  payments: ['declined'],
  bank: ['declined'],
  facts: ['OrderPlaced', 'StockReserved', 'PaymentDeclined', 'StockReleased', 'OrderRejected'],
};
export const NO_ADDRESS: OrderStory = {
  ...PLAIN,
  state: 'rejected',
  reason: 'no_address',
  reservations: ['released'],
  payments: ['refunded'],
  bank: ['captured', 'refunded'],
  deliveries: ['refused'],
  facts: [
    'OrderPlaced',
    'StockReserved',
    'PaymentTaken',
    'DeliveryRefused',
    'PaymentRefunded',
    'StockReleased',
    'OrderRejected',
  ],
};
/** Refused with nothing left behind, and refused after it was begun and undone. */
export const REFUSED: OrderStory = { ...PLAIN, told: 'no effect', state: null, facts: [] };
export const UNDONE: OrderStory = {
  ...NO_ADDRESS,
  told: 'no effect',
  reason: 'unavailable',
  deliveries: [],
  facts: [],
};
/** Accepted, and still on its way. */
export const PLACED: OrderStory = PLAIN;
