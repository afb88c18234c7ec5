/** For tests with real servers: the whole kitchen, as its clients, its operator and the bank see it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { BankEntry } from '#shared/bank/ledger.ts';
import { createPool, type Pool } from '#shared/platform/postgres.ts';
import type { Build } from '../../harness/runtimes/build.ts';
import type { Runtime } from '../../harness/runtimes/runtime.ts';
import type { ServiceRole } from '../../harness/systems.ts';
import { waitUntil } from '../../harness/wait-until.ts';
import type { OutgoingMessage } from '../events.ts';
import { connectKafka } from '../kafka.ts';
import { testRuntime } from './runtime.ts';
import { silentLog } from './silent.ts';

export const CONSUMERS = ['orders', 'stock', 'payments', 'delivery'] as const;
export const SERVICES = [...CONSUMERS, 'customers'] as const;
/** A killed member of a group is missed only when its session has run out; twice, where a kill meets a rejoin. */
export const DECIDED_WITHIN = { timeoutMs: 90_000, everyMs: 100 };
export const TEST_WITHIN_MS = 120_000;
const ACCEPTED_WITHIN = { timeoutMs: 30_000, everyMs: 50 };

export type TestKitchen = Awaited<ReturnType<typeof startTestKitchen>>;

/** All services and the bank, started; and a customer, ann, who lives at 1 Road. */
export async function startTestKitchen({ build = {}, hops = false }: { build?: Build; hops?: boolean } = {}) {
  const runtime: Runtime = await testRuntime([...SERVICES, 'bank'], { ...build, hops });
  await runtime.startAll();
  const pools = new Map<ServiceRole, Pool>(
    SERVICES.map((role) => [role, createPool(runtime.access.databaseUrl(role), { max: 2 })]),
  );
  const kafka = connectKafka({
    brokers: runtime.access.kafkaBrokers(),
    clientId: 'test',
    log: silentLog,
    fail: (error) => {
      throw error;
    },
  });

  async function ok(request: Promise<Response>): Promise<void> {
    const response = await request;
    if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
  }
  const as = (customerId: string) => ({
    'content-type': 'application/json',
    'x-customer-id': customerId,
  });

  async function rows<Row>(role: ServiceRole, text: string, values: unknown[] = []): Promise<Row[]> {
    return (await pools.get(role)!.query(text, values)).rows as Row[];
  }

  /** How many rows about these orders there are in each state. @throws when an order has two */
  async function states(role: ServiceRole, table: string, orderIds: readonly string[]) {
    const found = await rows<{ order_id: string; state: string }>(
      role,
      `select order_id, state from ${table} where order_id = any($1::uuid[])`,
      [orderIds],
    );
    if (new Set(found.map(({ order_id }) => order_id)).size < found.length)
      throw new Error(`An order is twice in ${table}.`);
    const byState = Map.groupBy(found, ({ state }) => state);
    return Object.fromEntries([...byState].map(([state, ofState]) => [state, ofState.length]));
  }

  const kitchen = {
    runtime,
    pool: (role: ServiceRole): Pool => pools.get(role)!,
    rows,
    states,

    move: (customerId: string, address: string | null): Promise<void> =>
      ok(
        fetch(`${runtime.url('customers')}/customers/${customerId}`, {
          method: 'PUT',
          headers: as(customerId),
          body: JSON.stringify({ name: customerId, address }),
        }),
      ),

    /** Places an order, again and again with the same key until it is accepted, as a client does whose server dies. */
    async place({ customerId = 'ann', cardToken = 'tok_ok' } = {}): Promise<string> {
      const headers = { ...as(customerId), 'idempotency-key': randomUUID() };
      const body = JSON.stringify({ lines: [{ sku: 'juice', quantity: 1 }], cardToken });
      const orderId = await waitUntil(async () => {
        const request = fetch(`${runtime.url('orders')}/orders`, { method: 'POST', headers, body });
        const response = await request.catch(() => undefined); // killed, or not there yet
        return response?.status === 202
          ? ((await response.json()) as { orderId: string }).orderId
          : undefined;
      }, ACCEPTED_WITHIN);
      if (orderId === undefined) throw new Error('An order was not accepted.');
      return orderId;
    },

    /** True once all of them are decided; undefined when that does not come to be. */
    decided: (orderIds: readonly string[]) =>
      waitUntil(
        async () => (await states('orders', 'orders', orderIds)).placed === undefined,
        DECIDED_WITHIN,
      ),

    async unpublished(role: ServiceRole): Promise<number> {
      return (await rows(role, 'select from outbox where published_at is null')).length;
    },

    /** True once this service has died where its failpoint is; then it is started again, and dies no more. */
    async diedAndBack(role: ServiceRole): Promise<boolean | undefined> {
      const dead = await waitUntil(() => runtime.instance(role) === undefined, DECIDED_WITHIN);
      if (dead === true) await runtime.start(role);
      return dead;
    },

    /** True once this service has dealt with the event; undefined when that does not come to be. */
    handled: (role: ServiceRole, { eventId }: OutgoingMessage) =>
      waitUntil(
        async () => (await rows(role, 'select from inbox where event_id = $1', [eventId])).length > 0,
        DECIDED_WITHIN,
      ),

    /** Writes to the topics what no service has said. */
    async send(...messages: OutgoingMessage[]): Promise<void> {
      const producer = kafka.producer();
      await producer.send(messages);
      await producer.disconnect();
    },

    async bankEntries(): Promise<BankEntry[]> {
      const lines = (await readFile(await runtime.access.bankLedgerFile(), 'utf8')).trimEnd().split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as BankEntry);
    },

    /** Makes the bank misbehave in these ways, and in no others. */
    tellBank(behaviour: { loseAnswerRate?: number; failRate?: number }): Promise<void> {
      const { url, token } = runtime.access.bankControl();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return ok(fetch(`${url}/behaviour`, { method: 'PUT', headers, body: JSON.stringify(behaviour) }));
    },

    async close(): Promise<void> {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      await runtime.close();
    },
  };
  await kitchen.move('ann', '1 Road');
  const addressArrived = async () => (await rows('delivery', 'select from addresses')).length > 0;
  if ((await waitUntil(addressArrived, DECIDED_WITHIN)) !== true)
    throw new Error('Delivery was not told where ann lives: her orders would be refused.');
  return kitchen;
}
