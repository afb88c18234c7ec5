import { describe, expect, test } from '@jest/globals';
import type { Page } from '../page.ts';
import { sidesOf } from '../sentences.ts';
import { sampleRun } from '../testing/sample.ts';
import { sessionWait } from './session-wait.ts';

/** Payments on the event side, killed, started again, and ready after so long. */
function killed({ healedAfterMs = 1_000, processUpMs = 4_700 }, change?: (page: Page) => void): Page {
  const { experiment, verdict } = sampleRun();
  const fault = verdict.faults.find(({ side }) => side === 'ed')!;
  fault.healStartedAtMs = fault.injectedAtMs + healedAfterMs;
  verdict.sides.ed!.recovery.processUpMs = processUpMs;
  experiment.settings['event-driven: consumers'] = { sessionTimeoutMs: 6_000 };
  const page = { experiment, verdict, sides: sidesOf(verdict) };
  change?.(page);
  return page;
}

describe('the wait for the session of a killed consumer', () => {
  test('is named where the service was started again before the session had run out', () => {
    const said = sessionWait(killed({}))!.replaceAll('\u00a0', ' ');
    expect(said).toContain('payments was started again 1.00 s after it was killed');
    expect(said).toContain('session of 6 s');
    expect(said).toContain('up to 4.70 s of “process up”');
  });

  test('is no longer than what was left of the session', () => {
    expect(sessionWait(killed({ healedAfterMs: 5_500 }))).toContain('up to 500\u00a0ms of');
  });

  test.each([
    ['after the session had run out', killed({ healedAfterMs: 6_000 })],
    [
      'of a service that does not consume',
      killed({}, ({ verdict }) => (verdict.faults[1]!.role = 'customers')),
    ],
    ['of something that was not killed', killed({}, ({ verdict }) => (verdict.faults[1]!.fault = 'pause'))],
    ['that never came up', killed({}, ({ verdict }) => (verdict.sides.ed!.recovery.processUpMs = null))],
    ['of a run that recorded no session', killed({}, ({ experiment }) => (experiment.settings = {}))],
    [
      'of a run without the event side',
      killed({}, ({ verdict }) => (verdict.sides = { rr: verdict.sides.rr! })),
    ],
  ])('is not named for a start %s', (_name, page) => {
    expect(sessionWait(page)).toBeNull();
  });
});
