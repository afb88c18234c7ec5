/** The bank answers late, and some answers get lost on the way: the charge is made, and nobody is told. */
import type { Fault, Target } from './fault.ts';

const LATENCY_MS = 80;
const LOSE_ANSWER_RATE = 0.2;
const CONTROL_TIMEOUT_MS = 2_000;

type Behaviour = { latencyMs: number; loseAnswerRate: number };

export const unreliableBank: Fault = {
  title: 'slow, loses answers',
  does: 'the bank answers late, and some of its answers get lost after it has charged',
  colour: '#cc79a7',
  roles: ['bank'],

  async inject(target) {
    await behave(target, { latencyMs: LATENCY_MS, loseAnswerRate: LOSE_ANSWER_RATE });
    return { prove: () => proveUnreliable(target), heal: () => makeReliable(target) };
  },
};

async function proveUnreliable(target: Target): Promise<string[]> {
  const { latencyMs, loseAnswerRate } = await control(target, { method: 'GET' });
  if (latencyMs !== LATENCY_MS || loseAnswerRate !== LOSE_ANSWER_RATE) {
    throw new Error(`The bank says: ${latencyMs} ms late, loses ${loseAnswerRate * 100} % of its answers.`);
  }
  return [`the bank says that it is ${latencyMs} ms late and loses ${loseAnswerRate * 100} % of its answers`];
}

async function makeReliable(target: Target): Promise<string[]> {
  const { latencyMs, loseAnswerRate } = await behave(target, {});
  if (latencyMs !== 0 || loseAnswerRate !== 0) throw new Error('The bank does not become reliable again.');
  return ['the bank says that it is reliable again'];
}

const behave = (target: Target, behaviour: Partial<Behaviour>): Promise<Behaviour> =>
  control(target, { method: 'PUT', body: JSON.stringify(behaviour) });

async function control({ runtime }: Target, request: { method: string; body?: string }): Promise<Behaviour> {
  const { url, token } = runtime.access.bankControl();
  const response = await fetch(`${url}/behaviour`, {
    ...request,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(CONTROL_TIMEOUT_MS),
  });
  if (!response.ok)
    throw new Error(`The bank's control answers ${response.status} to ${request.method} /behaviour.`);
  return (await response.json()) as Behaviour;
}
