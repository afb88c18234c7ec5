/**
 * News of a customer that overtake older ones. The harness changes a customer as an instance of the service does that dies
 * between its commit and its publication: state and outbox row are there, and the relay has not heard of them. Right after it
 * the same customer is changed through the API, and that is published at once. The relay's sweep finds the older row a second
 * later: it stands behind the newer one, in the same partition, for the first time.
 *
 * Of customers only. What is said about an order is a chain, in which each fact is said because the one before it was heard
 * (docs/scenarios/out-of-order.md): none of them can overtake another in its topic.
 */
import { z } from 'zod';
import { processOf } from '../../scenarios/target.ts';
import { waitUntil } from '../../wait-until.ts';
import type { Fault, InForce, Target } from '../fault.ts';

const ANSWER_WITHIN_MS = 5_000;
/** The relay looks every second for what is older than a second. */
const SEEN_WITHIN = { timeoutMs: 15_000, everyMs: 20 };
/** Who is changed where nobody has moved in: in a kitchen that is only up. */
const NOBODY = { customerId: 'out-of-order', name: 'Out of Order', address: '1 Crooked Lane' };

const options = z.object({ perSecond: z.int().min(1).max(20).default(10) });

export const reorder: Fault = {
  title: 'tells newer news before older',
  words: () => 'news of customers out of order',
  does: 'customers are changed twice in a row, and the newer news come first (on the rung `outbox`)',
  colour: '#ff1155',
  roles: ['customers'],
  // Who publishes for several instances reads the table, and finds at once what nobody was told of.
  mostInstances: 1,
  needsRung: { ed: 'outbox' },
  needsRunning: () => [{ role: 'customers' }, { role: 'kafka' }, { role: 'postgres' }],
  options,

  async inject({ runtime, role, options: given = {} }: Target): Promise<InForce> {
    const { perSecond } = options.parse(given);
    const [{ connectToTopics }, { eventIn }, { openCustomers }] = await Promise.all([
      import('./topic-client.ts'),
      import('../../evidence/kafka-topics.ts'),
      import('./unheard-change.ts'),
    ]);
    /** Ids of the events that the relay was not told of, and of those that came behind newer ones. */
    const unheard: string[] = [];
    const behind = new Set<string>();
    const met = new Set<string>();
    const newest = new Map<string, number>();

    const customers = openCustomers(runtime.access.databaseUrl('customers'));
    const client = await connectToTopics(runtime.access.kafkaBrokers());
    const close = () => Promise.all([client.close(), customers.close()]);
    const found = await start().catch(async (error: unknown) => {
      await close();
      throw error;
    });
    const residents = found.length > 0 ? found : [NOBODY];

    async function start() {
      await client.follow(['customers'], async ({ key, value }) => {
        const event = eventIn(value);
        if (event?.fact.case !== 'customerChanged' || met.has(event.eventId)) return;
        const { eventId, fact } = event;
        met.add(eventId);
        const customer = key.toString();
        const highest = newest.get(customer) ?? 0;
        if (fact.value.version < highest) behind.add(eventId);
        newest.set(customer, Math.max(highest, fact.value.version));
      });
      return customers.residents();
    }

    async function changeTwice(turn: number): Promise<void> {
      const { customerId, name, address } = residents[turn % residents.length]!;
      unheard.push(await customers.changeUnheard({ customerId, name, address: `${address}, rear ${turn}` }));
      const answer = await fetch(`${runtime.url(processOf(role))}/customers/${customerId}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'x-customer-id': customerId },
        body: JSON.stringify({ name, address: `${address}, front ${turn}` }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`${role} answered ${answer.status} to a change of ${customerId}.`);
    }

    let failure: unknown;
    let turn = 0;
    /** One change at a time; the first that fails is the last. */
    async function changeNext(): Promise<void> {
      if (failure !== undefined) return;
      try {
        await changeTwice(turn++);
      } catch (error) {
        failure = error;
      }
    }
    let changing: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      changing = changing.then(changeNext);
    }, 1_000 / perSecond);

    return {
      injected: unheard,

      async prove() {
        await waitUntil(() => behind.size > 0 || failure !== undefined, SEEN_WITHIN);
        if (behind.size === 0)
          throw new Error('No news of a customer stood behind newer ones.', { cause: failure });
        return [`${behind.size} news of customers so far stand in their topic behind newer ones`];
      },

      async heal() {
        clearInterval(timer);
        await changing;
        const all = () => unheard.every((eventId) => met.has(eventId));
        await waitUntil(all, SEEN_WITHIN);
        const said = all();
        await close();
        if (failure !== undefined) throw failure;
        if (!said) throw new Error('Some news of customers were never told.');
        return [
          `of ${unheard.length} changes, the news of ${behind.size} came behind newer ones; no more do`,
        ];
      },
    };
  },
};
