/** The phases of a load as moments, and the display that says which one it is. */
import { scheduleOf } from '../../load-tests/shape.ts';
import type { SideRun } from '../evidence/records.ts';
import type { Progress } from '../progress.ts';
import { shapeOf } from '../scenarios/clients.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { LiveOperations } from './live-operations.ts';

const TELL_EVERY_MS = 500;

export type LoadPhases = Omit<SideRun['phases'], 'drainEndMs'>;

/** When each phase of a load begins that started at `loadStartMs` (epoch). */
export function phasesOf({ seconds }: Scenario, loadStartMs: number): LoadPhases {
  const baselineStartMs = loadStartMs + seconds.warmUp * 1000;
  const faultStartMs = baselineStartMs + seconds.baseline * 1000;
  const faultEndMs = faultStartMs + seconds.fault * 1000;
  return {
    loadStartMs,
    baselineStartMs,
    faultStartMs,
    faultEndMs,
    loadEndMs: faultEndMs + seconds.recovery * 1000,
  };
}

function nameAt(phases: LoadPhases, atMs: number, broken: boolean): string {
  if (atMs < phases.baselineStartMs) return 'warm-up';
  if (atMs < phases.faultStartMs) return 'baseline';
  if (atMs < phases.faultEndMs) return broken ? 'fault' : 'nothing broken';
  return 'recovery';
}

/**
 * Keeps `live` up to date and tells how the load goes, until the returned function is called; `onFailure` is
 * told when what k6 writes can't be read.
 */
export function tellLoad(
  progress: Progress,
  live: LiveOperations,
  phases: LoadPhases,
  scenario: Scenario,
  onFailure: (error: unknown) => void,
): () => void {
  const schedule = scheduleOf(shapeOf(scenario));
  const lengthMs = phases.loadEndMs - phases.loadStartMs;
  const tell = (): void => {
    live.poll();
    const { acceptedPerSecond, notAcceptedPerSecond } = live.rates();
    const phase = nameAt(phases, Date.now(), scenario.faults.length > 0);
    const sinceStartMs = Date.now() - phases.loadStartMs;
    const fraction = Math.min(1, sinceStartMs / lengthMs);
    progress.update(
      fraction,
      `${phase}: offered ${schedule.rateAt(sinceStartMs)}/s, accepted ${acceptedPerSecond}/s, not accepted ${notAcceptedPerSecond}/s`,
    );
  };
  const timer = setInterval(() => {
    try {
      tell();
    } catch (error) {
      clearInterval(timer);
      onFailure(error);
    }
  }, TELL_EVERY_MS);
  return () => clearInterval(timer);
}
