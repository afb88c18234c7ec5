/** What faults of the clients mean for the load: they are planned into it, because an open load is decided before it starts. */
import { z } from 'zod';
import type { Doubling, LoadShape, Spike, Storm } from '../../load-tests/shape.ts';
import type { PlannedFault, Scenario } from './scenario.ts';
import { CLIENTS } from './target.ts';

export const spikeOptions = z.strictObject({ times: z.int().min(2).max(20).default(5) });
export const stormOptions = z.strictObject({ attempts: z.int().min(2).max(100).default(10) });

/** Of what is said twice, by clients or by a service. */
export const duplicateOptions = z.strictObject({ share: z.number().min(0.01).max(1).default(1) });

type Planned = Pick<Scenario, 'faults' | 'ratePerSecond' | 'seconds'>;

export const spikesOf = (scenario: Planned): Spike[] =>
  during(scenario, 'load-spike', ({ with: how = {} }) => spikeOptions.parse(how));

export const stormsOf = (scenario: Planned): Storm[] =>
  during(scenario, 'retry-storm', ({ with: how = {} }) => stormOptions.parse(how));

export const doublingsOf = (scenario: Planned): Doubling[] =>
  during(scenario, 'duplicate', ({ with: how = {} }) => duplicateOptions.parse(how));

export const shapeOf = (scenario: Planned): LoadShape => ({
  ratePerSecond: scenario.ratePerSecond,
  spikes: spikesOf(scenario),
});

function during<Options>(
  { faults, seconds }: Planned,
  name: PlannedFault['fault'],
  optionsOf: (fault: PlannedFault) => Options,
): (Options & { fromSeconds: number; forSeconds: number })[] {
  const windowSeconds = seconds.warmUp + seconds.baseline;
  return faults
    .filter(({ fault, role }) => fault === name && role === CLIENTS)
    .map((fault) => ({
      ...optionsOf(fault),
      fromSeconds: windowSeconds + fault.afterSeconds,
      forSeconds: fault.forSeconds,
    }));
}
