/** Which service must process which facts: what the event-driven kitchen promises, as data. */

export const CONSUMERS = ['orders', 'stock', 'payments', 'delivery'] as const;
export type Consumer = (typeof CONSUMERS)[number];

const NEEDS: Record<Consumer, readonly string[]> = {
  orders: ['StockRejected', 'PaymentDeclined', 'DeliveryBooked', 'DeliveryRefused'],
  stock: ['OrderPlaced', 'PaymentDeclined', 'DeliveryRefused'],
  payments: ['StockReserved', 'DeliveryRefused'],
  delivery: ['PaymentTaken', 'CustomerChanged'],
};

/** One bit per consumer. */
export const bitOf = (service: string): number => {
  const index = CONSUMERS.indexOf(service as Consumer);
  return index === -1 ? 0 : 1 << index;
};

export const EVERYBODY = (1 << CONSUMERS.length) - 1;

export const consumersIn = (mask: number): Consumer[] =>
  CONSUMERS.filter((_, index) => (mask & (1 << index)) !== 0);

const neededBy = new Map<string, number>();
for (const service of CONSUMERS) {
  for (const type of NEEDS[service]) neededBy.set(type, (neededBy.get(type) ?? 0) | bitOf(service));
}

/** The consumers that need a fact of this type, as a mask. */
export const consumersOf = (type: string): number => neededBy.get(type) ?? 0;

const DEAD_LETTERS = '.dead-letters';

/** The service whose dead letters a topic holds; null for any other topic. */
export const deadLettersOf = (topic: string): string | null =>
  topic.endsWith(DEAD_LETTERS) ? topic.slice(0, -DEAD_LETTERS.length) : null;
