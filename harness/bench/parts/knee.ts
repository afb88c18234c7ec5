/** The highest rate that each side holds for 20 s with 99 % of what was offered completed within 2 s. */
import type { Kitchen } from '../../experiment/kitchen.ts';
import { SIDES, SYSTEMS } from '../../systems.ts';
import type { BenchContext, BenchPart, Measurement } from '../part.ts';
import { runBurst } from '../subjects/burst.ts';
import { withKitchen } from '../subjects/kitchen.ts';
import { highestRate } from './highest-rate.ts';

const SECONDS = 20;
const IN_TIME_MS = 2_000;
const SHARE_IN_TIME = 0.99;
const DRAIN_SECONDS = 60;
const AT_LEAST = { rr: 200, ed: 500 } as const;

export const knee: BenchPart = {
  name: 'knee',
  title: 'Highest rate held for 20 s with 99 % completed within 2 s',
  minutes: 9,
  async measure(context) {
    const measurements: Measurement[] = [];
    for (const side of SIDES) {
      const value = await withKitchen(context, side, (kitchen) =>
        highestRate((rate) => held(context, kitchen, rate)),
      );
      measurements.push({
        what: SYSTEMS[side].name,
        value,
        unit: 'orders/s',
        mark: { atLeast: AT_LEAST[side] },
      });
    }
    return measurements;
  },
};

async function held(context: BenchContext, kitchen: Kitchen, ratePerSecond: number): Promise<boolean> {
  context.signal.throwIfAborted();
  context.progress.begin(`${kitchen.name}: ${ratePerSecond} orders/s`, SECONDS * 1000);
  const { offered, orders, decidedAtMs } = await runBurst(context, kitchen, {
    ...{ ratePerSecond, seconds: SECONDS, drainSeconds: DRAIN_SECONDS },
    // Another rate, other orders.
    seed: ratePerSecond,
  });
  const inTime = orders.filter(({ key, intendedMs }) => {
    const decided = decidedAtMs.get(key);
    return decided !== undefined && decided - intendedMs <= IN_TIME_MS;
  });
  const share = inTime.length / offered;
  context.progress.done(`${kitchen.name}: ${ratePerSecond} orders/s, ${(share * 100).toFixed(1)} % in time`);
  return share >= SHARE_IN_TIME;
}
