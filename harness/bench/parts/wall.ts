/** How much longer `./lab compare` takes than it measures. */

import { durationSeconds } from '../../experiment/load.ts';
import { scenarioNamed } from '../../scenarios/scenarios.ts';
import { SIDES } from '../../systems.ts';
import type { BenchPart } from '../part.ts';
import { startLab } from '../subjects/lab.ts';

const AT_MOST_TIMES = 1.3;
const SEED = 1;

export const wall: BenchPart = {
  name: 'wall',
  title: 'Wall time of `./lab compare`',
  minutes: 2,
  async measure(context) {
    const measured = durationSeconds(scenarioNamed('payments-outage').plan({ seed: SEED })) * SIDES.length;
    context.progress.begin('./lab compare', measured * AT_MOST_TIMES * 1000);
    const lab = startLab(context, ['compare', '--seed', String(SEED), '--json', '--out', context.folder]);
    const code = await lab.ended();
    const seconds = lab.seconds();
    context.progress.done();
    return [
      { what: 'exit code', value: code, unit: '' },
      { what: 'wall time', value: seconds, unit: 's' },
      {
        what: 'wall time ÷ seconds measured',
        value: seconds / measured,
        unit: '×',
        mark: { atMost: AT_MOST_TIMES },
      },
    ];
  },
};
