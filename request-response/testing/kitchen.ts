/** For tests with real processes: a kitchen without its gateway, how ann orders there, and what is held for whom. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Accounts } from '#shared/bank/accounts.ts';
import type { BankEntry } from '#shared/bank/ledger.ts';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import { type PartOptions, partOfKitchen } from '../../harness/runtimes/testing/part-of-kitchen.ts';
import type { Arm } from '../ladder.ts';

const SERVICES = ['orders', 'stock', 'payments', 'delivery', 'customers'] as const;
type Service = (typeof SERVICES)[number];

/** What a client is told of an order that can't be carried out now. */
export const REFUSED = { status: 503, body: { code: 'order_not_possible', effect: 'none' } };
/** Enough for any process to start, and for breakers and recovery to come round. */
export const DONE_WITHIN = { timeoutMs: 30_000, everyMs: 20 };

type OrderRow = { orderId: string; state: string; reason: string | null; undoBecause: string | null };

export type RealKitchen = Awaited<ReturnType<typeof startKitchen>>;

/** Every service runs, and ann has an address. */
export async function startKitchen(build: PartOptions & { arm: Arm }) {
  const runtime = await partOfKitchen('rr', [...SERVICES, 'bank'], build);
  await runtime.startAll();
  const opened = SERVICES.map((role) => [role, createPool(runtime.access.databaseUrl(role), { max: 2 })]);
  const pools = Object.fromEntries(opened) as Record<Service, Pool>;

  /** Rejects when the connection breaks. */
  async function request(role: Service, method: string, path: string, body?: object, key?: string) {
    const headers = {
      'content-type': 'application/json',
      'x-customer-id': 'ann',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${runtime.url(role)}${path}`, { method, headers, ...content });
    return { status: answer.status, body: (await answer.json()) as { orderId: string; state: string } };
  }

  const place = (key: string = randomUUID()) =>
    request(
      'orders',
      'POST',
      '/orders',
      { lines: [{ sku: 'juice', quantity: 1 }], cardToken: 'tok_ok' },
      key,
    );
  const read = (orderId: string) => request('orders', 'GET', `/orders/${orderId}`);

  async function ordersOf(keys: readonly string[]): Promise<OrderRow[]> {
    const { rows } = await pools.orders.query<OrderRow>(
      `select order_id as "orderId", state, reason, undo_because as "undoBecause"
       from orders where idempotency_key = any($1) order by placed_at`,
      [keys],
    );
    return rows;
  }

  async function count(
    role: 'stock' | 'payments' | 'delivery',
    table: string,
    of: readonly string[],
    state: string,
  ) {
    const text = `select 1 from ${table} where order_id = any($1::uuid[]) and state = $2`;
    return (await pools[role].query(text, [of, state])).rowCount ?? 0;
  }

  /** By the bank's own ledger; how many charges it keeps for each of these orders. */
  async function chargesAtTheBank(orderIds: readonly string[]): Promise<number[]> {
    const accounts = new Accounts();
    const ledger = await readFile(await runtime.access.bankLedgerFile(), 'utf8');
    for (const line of ledger.split('\n').filter((text) => text !== ''))
      accounts.apply(JSON.parse(line) as BankEntry);
    return orderIds.map((orderId) => accounts.refund(orderId).captures.length);
  }

  /** How much is held for these orders: reservations, payments, charges at the bank, deliveries. */
  const held = async (orderIds: readonly string[]): Promise<number[]> => [
    await count('stock', 'reservations', orderIds, 'reserved'),
    await count('payments', 'payments', orderIds, 'captured'),
    (await chargesAtTheBank(orderIds)).reduce((sum, charges) => sum + charges, 0),
    await count('delivery', 'deliveries', orderIds, 'booked'),
  ];

  /** How often orders has tried to reach payments. */
  async function attemptsAtPayments(): Promise<number> {
    const metrics = await (await fetch(`${runtime.url('orders')}/metrics`)).text();
    const series = /^http_client_request_duration_seconds_count\{([^}]*)\} (\d+)$/gm;
    return [...metrics.matchAll(series)]
      .filter(([, labels]) => labels!.includes('target="payments"') && !labels!.includes('circuit_open'))
      .reduce((sum, [, , attempts]) => sum + Number(attempts), 0);
  }

  /** How the bank behaves from now on: see shared/bank/behaviour.ts. */
  async function tellBank(behaviour: object): Promise<void> {
    const { url, token } = runtime.access.bankControl();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/behaviour`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(behaviour),
    });
    if (!answer.ok) throw new Error(`the bank's control answered ${answer.status}`);
  }

  async function close(): Promise<void> {
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
    await runtime.close();
  }

  const moved = await request('customers', 'PUT', '/customers/ann', { name: 'Ann', address: '1 Road' });
  if (moved.status !== 200) throw new Error(`ann could not move in: ${moved.status}`);
  return {
    runtime,
    place,
    read,
    ordersOf,
    count,
    chargesAtTheBank,
    held,
    attemptsAtPayments,
    tellBank,
    close,
  };
}
