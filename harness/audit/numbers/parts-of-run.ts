/** The numbers of a run by when an order was wanted: before, during and after the fault window. */
import type { SideFacts } from '../fold/fold.ts';
import type { Intent } from '../fold/intents.ts';
import type { SideVerdict } from '../verdict.ts';
import { attemptsOf, countsOf } from './availability.ts';
import { acceptLatencyMs, completeLatencyMs, latenciesOf } from './latency.ts';

type Parts = NonNullable<SideVerdict['during']>;

export function partsOfRun(measured: readonly Intent[], { run, experiment }: SideFacts): Parts {
  const { faultStartMs, faultEndMs } = run.phases;
  const { deadlineMs } = experiment.scenario;
  const part = (fromMs: number, toMs: number): Parts['fault'] => {
    const intents = measured.filter(({ intendedMs }) => intendedMs >= fromMs && intendedMs < toMs);
    return {
      ...countsOf(intents, deadlineMs),
      latencyMs: {
        accept: latenciesOf(intents, acceptLatencyMs).percentiles(),
        complete: latenciesOf(intents, completeLatencyMs).percentiles(),
      },
      attempts: attemptsOf(intents),
    };
  };
  return {
    baseline: part(Number.NEGATIVE_INFINITY, faultStartMs),
    fault: part(faultStartMs, faultEndMs),
    recovery: part(faultEndMs, Number.POSITIVE_INFINITY),
  };
}
