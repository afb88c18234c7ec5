/** What makes a kitchen that has just been started worth a visit: customers in it, a first order, lines to paste. */
import { EXIT, LabError } from '../errors.ts';
import type { Side } from '../evidence/records.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { SYSTEMS } from '../systems.ts';

export type OpenKitchen = {
  side: Side;
  kitchen: string;
  /** The rung of its ladder. */
  arm: string;
  gateway: string;
  customerId: string;
  apiKey: string;
  tryThis: string[];
};

const ADA = { customerId: 'ada', name: 'Ada', address: '12 Bridge Street' };
const CUSTOMERS = [
  ADA,
  { customerId: 'grace', name: 'Grace', address: '3 Harbour Lane' },
  { customerId: 'hermit', name: 'A hermit without an address', address: null },
];
const KEY = 'breakfast-1';
const ORDER = { lines: [{ sku: 'omelette', quantity: 1 }], cardToken: 'tok_visa' };
const ANSWER_WITHIN_MS = 10_000;

/** Lets the customers in and places a first order, so that a pasted line has something to find. */
export async function openForGuests(kitchen: Runtime, arm: string): Promise<OpenKitchen> {
  const gateway = kitchen.url('gateway');
  const headers = (customerId: string) => ({
    Authorization: `Bearer ${kitchen.access.apiKey(customerId)}`,
    'Content-Type': 'application/json',
  });
  for (const { customerId, name, address } of CUSTOMERS) {
    await send(`${gateway}/customers/${customerId}`, 'PUT', headers(customerId), { name, address });
  }
  const placed = (await send(
    `${gateway}/orders`,
    'POST',
    { ...headers(ADA.customerId), 'Idempotency-Key': KEY },
    ORDER,
  )) as {
    orderId: string;
  };
  return {
    side: kitchen.side,
    kitchen: SYSTEMS[kitchen.side].name,
    arm,
    gateway,
    customerId: ADA.customerId,
    apiKey: kitchen.access.apiKey(ADA.customerId),
    tryThis: linesToPaste(gateway, kitchen.access.apiKey(ADA.customerId), placed.orderId),
  };
}

export function linesToPaste(gateway: string, apiKey: string, orderId: string): string[] {
  const curl = `curl -s -H 'Authorization: Bearer ${apiKey}'`;
  return [
    `${curl} -H 'Idempotency-Key: ${KEY}' -H 'Content-Type: application/json' -d '${JSON.stringify(ORDER)}' ${gateway}/orders`,
    `${curl} ${gateway}/orders/${orderId}`,
    `${curl} ${gateway}/menu`,
  ];
}

export function invitation({ kitchen, arm, gateway, customerId, apiKey, tryThis }: OpenKitchen): string {
  return [
    `The ${kitchen} kitchen is open at ${gateway}`,
    `It stands on the rung ${arm} of its ladder.`,
    `The key of its customer ${customerId}: ${apiKey}`,
    `Order breakfast (this key has been used: the same answer comes again; another key orders anew), look at the order, read the menu:`,
    ...tryThis.map((line) => `  ${line}`),
  ].join('\n');
}

async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const text = await answer.text();
  if (answer.ok) return text === '' ? null : JSON.parse(text);
  throw new LabError(
    EXIT.failed,
    `The kitchen was started, but ${method} ${new URL(url).pathname} answered ${answer.status}.`,
    { details: [text] },
  );
}
