/** What else is part of an order's story: the hops that the services logged, and the faults and breakers meanwhile. */
import type { BreakerTransition, FaultRecord } from '../../evidence/records.ts';
import type { Draft, Drafts } from './draft.ts';
import type { LogLine } from './log-line.ts';

export function tellLogs(drafts: Drafts, logs: Iterable<LogLine>): void {
  for (const line of logs) {
    const { service, atMs } = line;
    const draft = drafts.ofOrder(line.orderId);
    if (line.msg === 'failed') draft?.add('log', service, sayFailure(line), atMs);
    else draft?.add('log', service, sayHop(line), atMs - line.durationMs, line.durationMs);
  }
}

type Failure = Extract<LogLine, { msg: 'failed' }>;

function sayHop(hop: Exclude<LogLine, Failure>): string {
  if (hop.msg === 'served') {
    const answer = hop.status === 0 ? 'no answer' : hop.status;
    return `serves ${hop.route}: ${answer}${hop.code === undefined ? '' : ` (${hop.code})`}`;
  }
  const { target, attempt = 1, outcome, status } = hop;
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return `calls ${target}${again}: ${outcome}${status === 0 ? '' : `, ${status}`}`;
}

/** The code of a call that was not made: `payments_circuit_open` (request-response/http-client.ts). */
const CIRCUIT_OPEN = /^(.+)_circuit_open$/;

function sayFailure({ code, effect }: Failure): string {
  const target = CIRCUIT_OPEN.exec(code)?.[1];
  const what = target === undefined ? `gives up: ${code}` : `does not call ${target}: the circuit is open`;
  return `${what}, effect ${effect}`;
}

/** What happened between the first and the last step of a story, or was in force then. */
export function tellSurroundings(
  draft: Draft,
  faults: readonly FaultRecord[],
  breakers: readonly BreakerTransition[],
): void {
  const times = draft.steps.flatMap(({ atMs, durationMs }) => [atMs, atMs + (durationMs ?? 0)]);
  if (times.length === 0) return;
  const fromMs = Math.min(...times);
  const toMs = Math.max(...times);
  for (const { fault, role, injectedAtMs, landedAtMs, healedAtMs } of faults) {
    if (injectedAtMs > toMs || (healedAtMs ?? Number.POSITIVE_INFINITY) < fromMs) continue;
    draft.add('fault', role, `fault: ${fault}`, landedAtMs ?? injectedAtMs);
    draft.add('fault', role, `healed: ${fault}`, healedAtMs);
  }
  for (const { service, target, to, atMs } of breakers) {
    if (atMs < fromMs || atMs > toMs) continue;
    draft.add('log', service, `circuit breaker to ${target}: ${to === 'halfOpen' ? 'half open' : to}`, atMs);
  }
}
