/** The made-up run over time: counted from its ledger, with breakers, lag and CPU as an outage draws them. */
import type { LedgerLine, SideVerdict, Timeline } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';

const BUCKET_MS = 250;

export function timelineOf(
  side: Side,
  lines: readonly LedgerLine[],
  phases: SideVerdict['phases'],
  broken: boolean,
): Timeline {
  const startMs = phases.loadStartMs!;
  const length = Math.ceil((phases.drainEndMs! - startMs) / BUCKET_MS);
  const series = () => Array<number>(length).fill(0);
  const offered = series();
  const accepted = series();
  const completed = series();
  const refused = series();
  const slowest = series();
  const add = (values: number[], atMs: number | null) => {
    const bucket = atMs === null ? -1 : Math.floor((atMs - startMs) / BUCKET_MS);
    if (bucket in values) values[bucket]! += 1;
  };
  for (const line of lines) {
    add(offered, line.intendedMs);
    add(line.outcome === 'accepted' ? accepted : refused, line.answeredMs);
    add(completed, line.completedMs);
    const bucket = Math.floor((line.intendedMs! - startMs) / BUCKET_MS);
    if (line.completedMs !== null)
      slowest[bucket] = Math.max(slowest[bucket]!, line.completedMs - line.intendedMs!);
  }
  let waiting = 0;
  const undecided = offered.map((_, index) => {
    waiting = Math.max(0, waiting + accepted[index]! - completed[index]!);
    return waiting;
  });
  const faultFrom = (phases.faultStartMs! - startMs) / BUCKET_MS;
  const faultTo = (phases.faultEndMs! - startMs) / BUCKET_MS + 2;
  const inFault = (index: number) => broken && index >= faultFrom && index < faultTo;
  const noise = (index: number) => 1 + 0.15 * Math.sin(index * 1.7) + 0.08 * Math.sin(index * 5.3);
  const latency = (index: number, typical: number) => (accepted[index] === 0 ? null : typical * noise(index));
  const flat = (value: number) => offered.map((_, index) => Math.round(value * Math.max(0, noise(index))));
  return {
    startMs,
    bucketMs: BUCKET_MS,
    offered,
    accepted,
    completed,
    refused,
    undecided,
    acceptP95Ms: offered.map((_, index) => latency(index, side === 'rr' ? 21 : 9)),
    completeP95Ms: slowest.map((value, index) =>
      value === 0 ? null : side === 'rr' ? latency(index, 21) : value * noise(index),
    ),
    backlog:
      side === 'rr'
        ? {}
        : {
            orders: flat(2),
            stock: flat(1),
            payments: undecided.map((value, index) => (inFault(index) ? value : Math.min(value, 4))),
            delivery: flat(1),
          },
    outbox: side === 'rr' ? [] : flat(3),
    breakers:
      side === 'rr'
        ? Object.fromEntries(
            [
              'orders → stock',
              'orders → payments',
              'orders → delivery',
              'payments → bank',
              'delivery → customers',
            ].map((name) => [
              name,
              offered.map((_, index) =>
                name === 'orders → payments' && inFault(index) && index > faultFrom + 1
                  ? index % 5 === 0
                    ? 1
                    : 2
                  : 0,
              ),
            ]),
          )
        : {},
    cpu: {
      services: offered.map((_, index) => (inFault(index) ? 0.3 : 0.62) * noise(index)),
      postgres: offered.map((_, index) => 0.2 * noise(index)),
      ...(side === 'rr' ? {} : { kafka: offered.map((_, index) => 0.28 * noise(index + 2)) }),
      load: offered.map(() => 0.11),
    },
  };
}
