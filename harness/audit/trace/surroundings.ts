/** What else is part of an order's story: the hops that the services logged, and the faults and breakers meanwhile. */
import type { BreakerTransition, FaultRecord } from '../../evidence/records.ts';
import type { Draft, Drafts } from './draft.ts';
import type { LogLine } from './log-line.ts';

export function tellLogs(drafts: Drafts, logs: Iterable<LogLine>): void {
  for (const line of logs) {
    const { service, atMs, durationMs } = line;
    drafts.ofOrder(line.orderId)?.add('log', service, sayHop(line), atMs - durationMs, durationMs);
  }
}

function sayHop({ msg, route, code, status, target, attempt = 1, outcome }: LogLine): string {
  const answer = status === 0 ? 'no answer' : String(status);
  if (msg === 'served') return `serves ${route}: ${answer}${code === undefined ? '' : ` (${code})`}`;
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return `calls ${target}${again}: ${status === 0 ? (outcome ?? answer) : `${outcome}, ${answer}`}`;
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
