/**
 * What recovery on the event side may owe to Kafka rather than to the service: a consumer that was killed does not leave
 * its group, and whoever takes its place gets nothing to read until the session of the dead member has run out.
 */
import { duration, seconds } from '../numbers.ts';
import type { Page } from '../page.ts';
import { nameOf } from '../sentences.ts';

/** Null where the session had surely run out when the heal began, and where nothing that consumes was killed. */
export function sessionWait({ experiment, verdict }: Page): string | null {
  const side = verdict.sides.ed;
  const fault = verdict.faults.find((each) => each.side === 'ed');
  const sessionMs = experiment.settings['event-driven: consumers']?.sessionTimeoutMs;
  if (side === undefined || fault?.fault !== 'kill' || typeof sessionMs !== 'number') return null;
  if (side.timeline.backlog[fault.role] === undefined) return null;
  const { injectedAtMs, healStartedAtMs } = fault;
  const { processUpMs } = side.recovery;
  if (healStartedAtMs === null || processUpMs === null) return null;
  // The session began with the last sign of life, which may be as late as the kill.
  const leftMs = injectedAtMs + sessionMs - healStartedAtMs;
  if (leftMs <= 0) return null;
  return `On ${nameOf('ed')}, ${fault.role} was started again ${duration(healStartedAtMs - injectedAtMs)} after it was killed. Its Kafka group waits for a dead member until that one’s session of ${seconds(sessionMs / 1000)} has run out, and before that a service that consumes is not ready: up to ${duration(Math.min(leftMs, processUpMs))} of “process up” may be this wait.`;
}
