/** The customers of the schedule move in before the load: through the gateway, like anybody. */
import { CUSTOMERS, type PlannedCustomer } from './schedule.ts';

const AT_A_TIME = 8;
const ANSWER_WITHIN_MS = 5_000;

export type Gateway = { url: string; apiKey(customerId: string): string };

/** @throws when a customer is not taken: `cause` is what the kitchen answered */
export async function moveIn(gateway: Gateway): Promise<void> {
  const waiting = [...CUSTOMERS];
  const workThrough = async (): Promise<void> => {
    for (let customer = waiting.pop(); customer !== undefined; customer = waiting.pop())
      await moveInOne(gateway, customer);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, workThrough));
}

async function moveInOne(
  { url, apiKey }: Gateway,
  { customerId, name, address }: PlannedCustomer,
): Promise<void> {
  const answer = await fetch(`${url}/customers/${customerId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${apiKey(customerId)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, address }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const body = await answer.text();
  if (answer.ok) return;
  throw new Error(`The kitchen does not take customer ${customerId}: it answers ${answer.status}.`, {
    cause: body,
  });
}
