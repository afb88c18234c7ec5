/**
 * The contract as tests, written once and run against both kitchens. Where the two honestly differ, the test asks the
 * features what is right for this one; nothing is skipped.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { MENU } from '#shared/domain/menu.ts';
import { problem } from '#shared/platform/problem.ts';
import { BAD_REQUESTS } from './bad-requests.ts';
import { type Answer, type ContractClient, contractClient } from './client.ts';
import type { Features } from './features.ts';
import { customer, menu, type OrderView, order, type PlaceOrderRequest } from './schemas.ts';

export type ContractTarget = {
  url: string;
  apiKey(customerId: string): string;
  features: Features;
  /** Rows in the databases of orders and customers, outboxes included. */
  countRows(): Promise<number>;
  slowBank(latencyMs: number): Promise<void>;
  stopPayments(): Promise<void>;
  startPayments(): Promise<void>;
};

/** Generous: a test waits for conditions, each with a bound of its own. */
const ONE_TEST_MS = 90_000;
const breakfast: PlaceOrderRequest = {
  lines: [
    { sku: 'porridge', quantity: 2 },
    { sku: 'espresso', quantity: 1 },
  ],
  cardToken: 'tok_visa',
};

const newCustomer = (): string => `contract-${randomUUID().slice(0, 8)}`;
const view = (answer: Answer): OrderView => order.parse(answer.body);

/** `target` is asked for after the kitchen was started: in a `beforeAll` before this suite. */
export function contractSuite(target: () => ContractTarget): void {
  jest.setTimeout(ONE_TEST_MS);
  const ann = newCustomer();
  let kitchen: ContractTarget;
  let client: ContractClient;
  let acceptedStatus: number;

  beforeAll(async () => {
    kitchen = target();
    client = contractClient(kitchen.url, kitchen.apiKey);
    acceptedStatus = kitchen.features.answersWithOutcome ? 201 : 202;
    await client.changeCustomer(ann, { name: 'Ann', address: '1 Baker Street' });
    if (!kitchen.features.addressCountsAtOnce) await client.untilConfirmed(ann, breakfast);
  });

  /** Places an order and waits for its end. */
  async function outcomeOf(customerId: string, body: PlaceOrderRequest): Promise<OrderView> {
    const answer = await client.placeOrder(customerId, body);
    expect(answer).toMatchObject({ status: acceptedStatus });
    return client.untilDecided(customerId, view(answer).orderId);
  }

  function expectProblem(answer: Answer, status: number, code?: string): void {
    expect(answer).toMatchObject({ status, body: code === undefined ? { status } : { status, code } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.safeParse(answer.body).error).toBeUndefined();
    expect(answer.body).toMatchObject({ requestId: answer.headers.get('x-request-id') });
  }

  describe('placing an order', () => {
    test('an order that can be done is confirmed, at the prices of the menu', async () => {
      const answer = await client.placeOrder(ann, breakfast);
      const placed = view(answer);
      expect(answer.status).toBe(acceptedStatus);
      expect(answer.headers.get('location')).toBe(`/orders/${placed.orderId}`);
      expect(placed).toMatchObject({
        customerId: ann,
        state: kitchen.features.answersWithOutcome ? 'confirmed' : 'placed',
        totalCents: 2 * 650 + 250,
      });
      const decided = await client.untilDecided(ann, placed.orderId);
      expect(decided).toMatchObject({ state: 'confirmed', reason: null, totalCents: 2 * 650 + 250 });
      expect(decided.decidedAt).not.toBeNull();
    });

    test('more portions than there are: rejected, out of stock', async () => {
      const body = { ...breakfast, lines: [{ sku: 'truffle-toast', quantity: 11 }] };
      expect(await outcomeOf(ann, body)).toMatchObject({ state: 'rejected', reason: 'out_of_stock' });
    });

    test('a card that the bank declines: rejected, payment declined', async () => {
      const body = { ...breakfast, cardToken: 'tok_declined' };
      expect(await outcomeOf(ann, body)).toMatchObject({ state: 'rejected', reason: 'payment_declined' });
    });

    test('a customer without an address: rejected, no address', async () => {
      const bob = newCustomer();
      await client.changeCustomer(bob, { name: 'Bob', address: null });
      expect(await outcomeOf(bob, breakfast)).toMatchObject({ state: 'rejected', reason: 'no_address' });
    });

    test('a customer of whom nothing is known: rejected, no address', async () => {
      expect(await outcomeOf(newCustomer(), breakfast)).toMatchObject({
        state: 'rejected',
        reason: 'no_address',
      });
    });
  });

  describe('the Idempotency-Key', () => {
    test('repeated with the same body: the same answer, and no second order', async () => {
      const key = randomUUID();
      const first = await client.placeOrder(ann, breakfast, key);
      await client.untilDecided(ann, view(first).orderId);
      const before = await kitchen.countRows();
      const second = await client.placeOrder(ann, breakfast, key);
      expect({ status: second.status, body: second.body }).toEqual({
        status: first.status,
        body: first.body,
      });
      expect(await kitchen.countRows()).toBe(before);
    });

    test('ten times at once: one order, for whoever is not told to wait', async () => {
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => client.placeOrder(ann, breakfast, key)),
      );
      const accepted = answers.filter((answer) => answer.status === acceptedStatus);
      for (const answer of answers) if (!accepted.includes(answer)) expectProblem(answer, 409);
      expect(new Set(accepted.map((answer) => view(answer).orderId)).size).toBe(1);
      await client.untilDecided(ann, view(accepted[0]!).orderId);
    });

    test('repeated while the first is being worked on: 409 where the answer waits for the outcome', async () => {
      const key = randomUUID();
      await kitchen.slowBank(400);
      const answers = await Promise.all([
        client.placeOrder(ann, breakfast, key),
        client.placeOrder(ann, breakfast, key),
      ]);
      await kitchen.slowBank(0);
      const statuses = answers.map((answer) => answer.status).sort();
      expect(statuses).toEqual(kitchen.features.answersWithOutcome ? [201, 409] : [202, 202]);
      const accepted = answers.find((answer) => answer.status === acceptedStatus)!;
      expect(await client.untilDecided(ann, view(accepted).orderId)).toMatchObject({ state: 'confirmed' });
    });

    test('with another body: 422, and nothing comes of it', async () => {
      const key = randomUUID();
      const first = await client.placeOrder(ann, breakfast, key);
      await client.untilDecided(ann, view(first).orderId);
      const before = await kitchen.countRows();
      expectProblem(await client.placeOrder(ann, { ...breakfast, cardToken: 'tok_other' }, key), 422);
      expect(await kitchen.countRows()).toBe(before);
    });

    test('of another customer: has nothing to do with it', async () => {
      const key = randomUUID();
      const [own, other] = [await client.placeOrder(ann, breakfast, key), newCustomer()];
      const others = await client.placeOrder(other, breakfast, key);
      expect(others.status).toBe(acceptedStatus);
      expect(view(others).orderId).not.toBe(view(own).orderId);
      await client.untilDecided(ann, view(own).orderId);
      await client.untilDecided(other, view(others).orderId);
    });
  });

  describe('reading', () => {
    test("somebody else's order: 404, like one that there is not", async () => {
      const { orderId } = await outcomeOf(ann, breakfast);
      expectProblem(await client.readOrder(newCustomer(), orderId), 404);
      expectProblem(await client.readOrder(ann, randomUUID()), 404);
    });

    test('the menu: every dish and its price', async () => {
      const answer = await client.call({ method: 'GET', path: '/menu', customerId: ann });
      expect(answer.status).toBe(200);
      const expected = MENU.map(({ sku, name, priceCents }) => ({ sku, name, priceCents }));
      expect(menu.parse(answer.body).items).toEqual(expected);
    });
  });

  test('a customer who moves: answered with the new address and a higher version', async () => {
    const carl = newCustomer();
    const first = await client.changeCustomer(carl, { name: 'Carl', address: '2 Mill Lane' });
    const second = await client.changeCustomer(carl, { name: 'Carl', address: '3 Mill Lane' });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(customer.parse(second.body)).toMatchObject({
      customerId: carl,
      name: 'Carl',
      address: '3 Mill Lane',
    });
    expect(customer.parse(second.body).version).toBeGreaterThan(customer.parse(first.body).version);
  });

  test('a request id: echoed when given, made when not', async () => {
    const request = { method: 'GET', path: '/menu', customerId: ann } as const;
    const given = await client.call({ ...request, headers: { 'x-request-id': 'ann-1' } });
    expect(given.headers.get('x-request-id')).toBe('ann-1');
    expect((await client.call(request)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  describe('what is wrong is refused, and leaves no row and no event', () => {
    test.each(BAD_REQUESTS.map((bad) => [bad.what, bad] as const))(
      '%s',
      async (_what, { request, status, code }) => {
        const before = await kitchen.countRows();
        const answer = await client.call(request(ann));
        expectProblem(answer, status, code);
        expect(answer.body).toMatchObject({ effect: 'none' });
        expect(await kitchen.countRows()).toBe(before);
      },
    );
  });

  test('payments are down: accepted and finished later, or refused without effect; then all is as before', async () => {
    const key = randomUUID();
    await kitchen.stopPayments();
    const during = await client.placeOrder(ann, breakfast, key);
    if (kitchen.features.acceptsWhilePaymentsAreDown) {
      expect(during.status).toBe(202);
      expect(view(await client.readOrder(ann, view(during).orderId))).toMatchObject({ state: 'placed' });
    } else {
      expectProblem(during, 503);
      expect(during.body).toMatchObject({ effect: 'none' });
      expectProblem(await client.placeOrder(ann, breakfast, key), 503);
    }
    await kitchen.startPayments();
    await client.untilConfirmed(ann, breakfast, 30_000);
    if (kitchen.features.acceptsWhilePaymentsAreDown) {
      expect(await client.untilDecided(ann, view(during).orderId)).toMatchObject({ state: 'confirmed' });
    } else {
      // Its key stays refused: what was promised to have no effect never gets one.
      expectProblem(await client.placeOrder(ann, breakfast, key), 503);
    }
  });
}
