/** The contract in a handful of requests: the first step of every run, so that nothing is measured that is not the thing. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { problem } from '#shared/platform/problem.ts';
import { type Answer, contractClient } from './client.ts';
import type { Features } from './features.ts';
import { customer, menu, order, type PlaceOrderRequest } from './schemas.ts';

/** The check's orders are real ones, placed before the load begins: by that the audit tells them from phantoms. */
const CHECK_CUSTOMER = 'contract-check';

export type ContractCheck = {
  url: string;
  apiKey(customerId: string): string;
  features: Features;
};

/** What is not as the contract says, a sentence each; empty when all is well. Takes some 10 s at most. */
export async function contractCheck(check: ContractCheck): Promise<string[]> {
  const problems: string[] = [];
  const client = contractClient(check.url, check.apiKey);
  const breakfast: PlaceOrderRequest = { lines: [{ sku: 'espresso', quantity: 1 }], cardToken: 'tok_visa' };

  const expectAnswer = (what: string, answer: Answer, status: number, schema: z.ZodType): void => {
    if (answer.status !== status) {
      problems.push(`${what}: expected ${status}, got ${answer.status} ${JSON.stringify(answer.body)}.`);
    } else if (!schema.safeParse(answer.body).success) {
      problems.push(`${what}: the body is not what the contract says: ${JSON.stringify(answer.body)}.`);
    }
  };

  try {
    const read = { method: 'GET', path: '/menu' } as const;
    expectAnswer('GET /menu', await client.call({ ...read, customerId: CHECK_CUSTOMER }), 200, menu);
    expectAnswer('GET /menu without a key', await client.call({ ...read, customerId: null }), 401, problem);

    const change = { name: 'Contract Check', address: '1 Check Street' };
    expectAnswer('PUT /customers/{id}', await client.changeCustomer(CHECK_CUSTOMER, change), 200, customer);

    const status = check.features.answersWithOutcome ? 201 : 202;
    const { key, answer, view } = await client.untilConfirmed(CHECK_CUSTOMER, breakfast, 10_000);
    expectAnswer('POST /orders', answer, status, order);

    const replay = await client.placeOrder(CHECK_CUSTOMER, breakfast, key);
    expectAnswer('POST /orders again with the same key', replay, status, order);
    if (order.safeParse(replay.body).data?.orderId !== view.orderId) {
      problems.push('POST /orders again with the same key: it answers with another order.');
    }
    const other = { ...breakfast, cardToken: 'tok_other' };
    expectAnswer(
      'POST /orders, same key, other body',
      await client.placeOrder(CHECK_CUSTOMER, other, key),
      422,
      problem,
    );
    const empty = { ...breakfast, lines: [] };
    expectAnswer(
      'POST /orders without lines',
      await client.placeOrder(CHECK_CUSTOMER, empty, randomUUID()),
      400,
      problem,
    );
  } catch (error) {
    problems.push(`The contract check could not be finished: ${(error as Error).message}`);
  }
  return problems;
}
