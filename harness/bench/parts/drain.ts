/** How fast the event-driven kitchen works off what came in while payments were down. */
import { until } from '../../experiment/pause.ts';
import type { BenchPart } from '../part.ts';
import { runBurst } from '../subjects/burst.ts';
import { withKitchen } from '../subjects/kitchen.ts';

const RATE = 250;
const SECONDS = 16;
const DRAIN_SECONDS = 60;
const AT_LEAST_PER_SECOND = 1_500;

export const drain: BenchPart = {
  name: 'drain',
  title: 'Event-driven backlog after an outage of payments',
  minutes: 1,
  measure: (context) =>
    withKitchen(context, 'ed', async (kitchen) => {
      const { progress, signal } = context;
      const { runtime } = kitchen;
      progress.begin('event-driven: backlog after an outage', SECONDS * 1000);
      let readyAtMs = 0;
      const { decidedAtMs } = await runBurst(context, kitchen, {
        ...{ ratePerSecond: RATE, seconds: SECONDS, seed: 1, drainSeconds: DRAIN_SECONDS },
        async during({ startMs }) {
          await until(startMs + 1_000, signal);
          await runtime.kill('payments');
          // Started when the load has ended: what is decided from then on is backlog and nothing else.
          await until(startMs + SECONDS * 1000, signal);
          await runtime.start('payments');
          readyAtMs = Date.now();
        },
      });
      progress.done();
      const after = [...decidedAtMs.values()]
        .filter((atMs) => atMs >= readyAtMs)
        .sort((one, other) => one - other);
      const seconds = (after.at(-1)! - after[0]!) / 1000;
      return [
        { what: 'backlog', value: after.length, unit: 'orders' },
        {
          what: 'drained at',
          value: after.length / seconds,
          unit: 'orders/s',
          mark: { atLeast: AT_LEAST_PER_SECOND },
        },
      ];
    }),
};
