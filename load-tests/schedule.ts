/**
 * What the customers do, as a pure function of a seed: order number `index` is the same on both sides, in k6 and in the
 * audit. No imports but other pure files, because k6 runs this file as it is.
 */
import { MENU } from '../shared/domain/menu.ts';
import { DECLINED_CARD_TOKEN } from '../shared/domain/payment.ts';
import { random } from './random.ts';

export type PlannedCustomer = { customerId: string; name: string; address: string | null };
export type PlannedOrder = {
  index: number;
  key: string;
  customerId: string;
  lines: { sku: string; quantity: number }[];
  cardToken: string;
};
export type PlannedMove = { customerId: string; name: string; address: string };

const CUSTOMER_COUNT = 200;
/** One customer in a hundred has no address: their orders end as `no_address`, after the charge. */
const NO_ADDRESS_EVERY = 100;
const DECLINED_SHARE = 0.01;
/** The dish of which there are only a few portions: most of its orders end as `out_of_stock`. */
const SCARCE_SHARE = 0.005;
const SCARCE_SKU = 'truffle-toast';
const PLENTIFUL_SKUS = MENU.map((item) => item.sku).filter((sku) => sku !== SCARCE_SKU);
const MOVE_EVERY = 100;
const READ_EVERY = 50;

/** Independent random numbers of one order: one stream for each thing that is drawn. */
const STREAM = {
  customer: 1,
  card: 2,
  scarce: 3,
  lineCount: 4,
  firstSku: 5,
  quantity: 6,
  twice: 100,
} as const;

export const CUSTOMERS: readonly PlannedCustomer[] = Array.from({ length: CUSTOMER_COUNT }, (_, number) => ({
  customerId: `c-${String(number).padStart(3, '0')}`,
  name: `Customer ${number}`,
  address: number % NO_ADDRESS_EVERY === 0 ? null : `${number} Baker Street`,
}));

/** Order number `index` of the schedule that `seed` stands for. */
export function plannedOrder(seed: number, index: number): PlannedOrder {
  const draw = (stream: number): number => random(seed, index, stream);
  const scarce = draw(STREAM.scarce) < SCARCE_SHARE;
  return {
    index,
    key: `order-${seed}-${index}`,
    customerId: CUSTOMERS[Math.floor(draw(STREAM.customer) * CUSTOMERS.length)]!.customerId,
    lines: scarce ? [{ sku: SCARCE_SKU, quantity: 1 }] : plentifulLines(draw),
    cardToken: draw(STREAM.card) < DECLINED_SHARE ? DECLINED_CARD_TOKEN : 'tok_visa',
  };
}

/** One to three dishes that follow each other on the menu, so that none is named twice. */
function plentifulLines(draw: (stream: number) => number): PlannedOrder['lines'] {
  const count = 1 + Math.floor(draw(STREAM.lineCount) * 3);
  const first = Math.floor(draw(STREAM.firstSku) * PLENTIFUL_SKUS.length);
  return Array.from({ length: count }, (_, line) => ({
    sku: PLENTIFUL_SKUS[(first + line) % PLENTIFUL_SKUS.length]!,
    quantity: 1 + Math.floor(draw(STREAM.quantity + line) * 3),
  }));
}

/** The customer of 1 in 100 orders moves right after it; one without an address stays without. */
export function plannedMove(seed: number, index: number): PlannedMove | null {
  if (index % MOVE_EVERY !== MOVE_EVERY / 2) return null;
  const { customerId } = plannedOrder(seed, index);
  const customer = CUSTOMERS.find((candidate) => candidate.customerId === customerId)!;
  if (customer.address === null) return null;
  return { customerId, name: customer.name, address: `${customer.address}, moved after order ${index}` };
}

/**
 * Whether an order is sent twice when a share of them are, and when the second goes out: at once with the first, or after
 * its answer.
 */
export function sentTwice(seed: number, index: number, share: number): 'at-once' | 'after-answer' | null {
  const drawn = random(seed, index, STREAM.twice);
  if (drawn >= share) return null;
  return drawn < share / 2 ? 'at-once' : 'after-answer';
}

/** Whether the client of this order asks for it until it is decided. */
export const isRead = (index: number): boolean => index % READ_EVERY === 0;
