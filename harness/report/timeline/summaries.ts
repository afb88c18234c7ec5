/** A sentence of numbers under every chart: for those who cannot see it, and for those who want to quote it. */
import type { SideVerdict } from '../../audit/verdict.ts';
import { count, duration, offset, plural, seconds } from '../numbers.ts';
import { zeroOf } from './axis.ts';

type Series = readonly (number | null)[];

const momentOf = (side: SideVerdict, index: number): string =>
  offset(side.timeline.startMs + index * side.timeline.bucketMs - zeroOf(side));

function peak(values: Series): { value: number; index: number } | null {
  let best: { value: number; index: number } | null = null;
  values.forEach((value, index) => {
    if (value !== null && value > (best?.value ?? 0)) best = { value, index };
  });
  return best;
}

function windowOf(side: SideVerdict, from: string, to: string): { start: number; end: number } {
  const index = (phase: string, otherwise: number) => {
    const at = side.phases[phase];
    return at === undefined
      ? otherwise
      : Math.max(0, Math.round((at - side.timeline.startMs) / side.timeline.bucketMs));
  };
  return { start: index(from, 0), end: index(to, side.timeline.offered.length) };
}

const total = (values: readonly number[], { start, end }: { start: number; end: number }): number =>
  values.slice(start, end).reduce((sum, value) => sum + value, 0);

export function rateSummary(side: SideVerdict): string {
  const { timeline } = side;
  const fault = windowOf(side, 'faultStartMs', 'faultEndMs');
  const busiest = peak(timeline.completed);
  const during = (['offered', 'accepted', 'completed', 'refused'] as const)
    .map((name) => `${count(total(timeline[name], fault))} ${name}`)
    .join(', ');
  const highest =
    busiest === null
      ? 'Nothing was completed.'
      : `Most completions: ${count((busiest.value * 1000) / timeline.bucketMs)} a second at ${momentOf(side, busiest.index)}.`;
  return `In the fault window: ${during}. ${highest}`;
}

function median(values: Series): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}

export function latencySummary(side: SideVerdict, deadlineMs: number): string {
  const { acceptP95Ms, completeP95Ms } = side.timeline;
  const { start, end } = windowOf(side, 'baselineStartMs', 'faultStartMs');
  const typical = (values: Series) => duration(median(values.slice(start, end)));
  const worst = peak(completeP95Ms);
  const slowest =
    worst === null
      ? 'nothing was completed'
      : `slowest completion ${duration(worst.value)} for orders of ${momentOf(side, worst.index)}`;
  return `Before the fault: acceptance ${typical(acceptP95Ms)}, completion ${typical(completeP95Ms)}; ${slowest}. Dashed: the deadline of ${seconds(deadlineMs / 1000)}.`;
}

const OPEN = 2;

export function breakerSummary(side: SideVerdict): string {
  const entries = Object.entries(side.timeline.breakers);
  const moved = entries.filter(([, states]) => states.some((state) => state > 0));
  if (moved.length === 0) return 'Every breaker stayed closed.';
  const sentences = moved.map(([name, states]) => {
    const open = states.filter((state) => state === OPEN).length * side.timeline.bucketMs;
    const first = states.findIndex((state) => state > 0);
    const last = states.findLastIndex((state) => state > 0);
    return `${name} was open for ${seconds(open / 1000)} in all, between ${momentOf(side, first)} and ${momentOf(side, last + 1)}`;
  });
  const rest = entries.length - moved.length;
  return `${sentences.join('; ')}${rest > 0 ? `; the other ${count(rest)} stayed closed` : ''}.`;
}

export function backlogSummary(side: SideVerdict): string {
  const peaks = [...Object.entries(side.timeline.backlog), ['outbox', side.timeline.outbox] as const]
    .map(([name, values]) => ({ name, highest: peak(values) }))
    .sort((a, b) => (b.highest?.value ?? 0) - (a.highest?.value ?? 0));
  const [most, ...others] = peaks;
  if (most?.highest == null) return 'Nothing ever waited.';
  const rest = others.map(({ name, highest }) => `${name} ${count(highest?.value ?? 0)}`).join(', ');
  return `Most waiting: ${most.name} with ${count(most.highest.value)} at ${momentOf(side, most.highest.index)}${rest === '' ? '' : `; highest of the others: ${rest}`}.`;
}

export function undecidedSummary(side: SideVerdict): string {
  const most = peak(side.timeline.undecided);
  if (most === null) return 'No order ever waited.';
  return `At most ${plural(most.value, 'order')} at ${momentOf(side, most.index)}; ${count(side.timeline.undecided.at(-1) ?? 0)} at the end.`;
}

export function cpuSummary(side: SideVerdict): string {
  const { start, end } = windowOf(side, 'baselineStartMs', 'faultStartMs');
  const groups = Object.entries(side.timeline.cpu).map(([group, shares]) => {
    const mean = total(shares, { start, end }) / Math.max(1, end - start);
    return `${group} ${count(mean * 100)} %`;
  });
  return groups.length === 0 ? 'No CPU was recorded.' : `Mean before the fault: ${groups.join(', ')}.`;
}
