/** From the command to a kitchen that is healthy and has taken its first order, with everything fetched before. */
import { SIDES, SYSTEMS } from '../../systems.ts';
import type { BenchPart, Measurement } from '../part.ts';
import { startLab } from '../subjects/lab.ts';

const TIMES = 3;
const AT_MOST_SECONDS = 10;

export const start: BenchPart = {
  name: 'start',
  title: 'Cold start of a kitchen',
  minutes: 1,
  async measure(context) {
    const measurements: Measurement[] = [];
    for (const side of SIDES) {
      context.progress.begin(`${SYSTEMS[side].name}: cold start, ${TIMES} times`);
      const seconds: number[] = [];
      for (let time = 0; time < TIMES; time++) {
        context.signal.throwIfAborted();
        const lab = startLab(context, ['up', side, '--json']);
        try {
          await lab.firstOutput();
          seconds.push(lab.seconds());
        } finally {
          await lab.interrupt();
        }
      }
      context.progress.done();
      measurements.push({
        what: `${SYSTEMS[side].name}, the slowest of ${TIMES}`,
        value: Math.max(...seconds),
        unit: 's',
        mark: { atMost: AT_MOST_SECONDS },
      });
    }
    return measurements;
  },
};
