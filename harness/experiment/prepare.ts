/** Before the load: is it the thing that is to be measured, are its customers in, has it come to rest? */
import { contractCheck } from '#shared/contract/check.ts';
import { featuresOf } from '#shared/contract/features.ts';
import { EXIT, LabError } from '../errors.ts';
import { seedCustomers } from './customers.ts';
import { drain } from './drain.ts';
import type { Kitchen } from './kitchen.ts';
import { unlessAborted } from './pause.ts';

const AT_REST_WITHIN_MS = 15_000;

/**
 * Makes a kitchen ready for its load.
 * @returns what is not as the contract says, a sentence each
 * @throws {LabError} when it does not take its customers, or does not come to rest
 */
export async function prepare(kitchen: Kitchen, arm: string, signal: AbortSignal): Promise<string[]> {
  const { side, runtime } = kitchen;
  const url = runtime.url('gateway');
  const check = contractCheck({ url, apiKey: runtime.access.apiKey, features: featuresOf(side, arm) });
  const problems = await unlessAborted(check, signal);
  await unlessAborted(seedCustomers(runtime), signal);
  await comeToRest(kitchen, signal);
  return problems;
}

async function comeToRest({ name, databases, topics }: Kitchen, signal: AbortSignal): Promise<void> {
  let left = '';
  const tell = (what: string): void => {
    left = what;
  };
  const atRest = await drain(databases, topics, { atMostMs: AT_REST_WITHIN_MS, signal, tell });
  if (atRest) return;
  throw new LabError(EXIT.invalid, `The ${name} kitchen does not come to rest before the load: ${left}.`);
}
