/** The customers of the schedule move in before the load: through the gateway, like anybody. */
import { CUSTOMERS, type PlannedCustomer } from '../../load-tests/schedule.ts';
import { EXIT, LabError } from '../errors.ts';
import type { Runtime } from '../runtimes/runtime.ts';

const AT_A_TIME = 8;
const ANSWER_WITHIN_MS = 5_000;

export async function seedCustomers(runtime: Runtime): Promise<void> {
  const waiting = [...CUSTOMERS];
  const workThrough = async (): Promise<void> => {
    for (let customer = waiting.pop(); customer !== undefined; customer = waiting.pop())
      await moveIn(runtime, customer);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, workThrough));
}

async function moveIn(runtime: Runtime, { customerId, name, address }: PlannedCustomer): Promise<void> {
  const answer = await fetch(`${runtime.url('gateway')}/customers/${customerId}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${runtime.access.apiKey(customerId)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name, address }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const body = await answer.text();
  if (answer.ok) return;
  throw new LabError(
    EXIT.invalid,
    `The kitchen does not take customer ${customerId}: it answers ${answer.status}.`,
    {
      details: [body],
    },
  );
}
