/** Scales of the timeline: time is milliseconds since the fault, and both sides share every scale. */
import type { SideVerdict } from '../../audit/verdict.ts';

export type Span = { fromMs: number; toMs: number };
/** `position` is 0 at the bottom and 1 at the top. */
export type ValueScale = {
  ticks: { value: number; position: number }[];
  position: (value: number) => number;
};

/** The moment that is zero on the time axis: the proven start of the fault, else the start of its window. */
export function zeroOf(side: SideVerdict): number {
  return side.phases.faultStartMs ?? side.timeline.startMs;
}

const valuesOf = (side: SideVerdict): number => side.timeline.offered.length;

export const lengthMs = (side: SideVerdict): number => valuesOf(side) * side.timeline.bucketMs;

/** From the earliest start to the latest end of the sides. */
export function commonSpan(sides: readonly SideVerdict[]): Span {
  const starts = sides.map((side) => side.timeline.startMs - zeroOf(side));
  return {
    fromMs: Math.min(...starts),
    toMs: Math.max(...sides.map((side, index) => starts[index]! + lengthMs(side))),
  };
}

/** 0 at the left edge, 1 at the right. */
export const along = (span: Span, ms: number): number =>
  Math.min(1, Math.max(0, (ms - span.fromMs) / Math.max(1, span.toMs - span.fromMs)));

const STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

export function timeTicks(span: Span, atMost = 8): number[] {
  const lengthSeconds = (span.toMs - span.fromMs) / 1000;
  const step = STEPS_SECONDS.find((candidate) => lengthSeconds / candidate <= atMost) ?? 7200;
  const ticks: number[] = [];
  for (let tick = Math.ceil(span.fromMs / 1000 / step) * step; tick * 1000 <= span.toMs; tick += step)
    ticks.push(tick * 1000);
  return ticks;
}

const NICE = [1, 2, 2.5, 5, 10];

/** From 0 to a round number not below the largest value. */
export function linearScale(largest: number, atLeast: number): ValueScale {
  const top = Math.max(largest, atLeast);
  const rough = top / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = NICE.find((nice) => nice * magnitude >= rough * 0.999)! * magnitude;
  const steps = Math.ceil(top / step - 1e-9);
  const position = (value: number) => value / (steps * step);
  return {
    ticks: Array.from({ length: steps + 1 }, (_, index) => ({
      value: index * step,
      position: index / steps,
    })),
    position,
  };
}

/** Whole decades around the values. */
export function logScale(smallest: number, largest: number): ValueScale {
  const from = Math.floor(Math.log10(Math.max(smallest, 0.1)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(largest, 1)) - 1e-9));
  const position = (value: number) =>
    Math.min(1, Math.max(0, (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from)));
  return {
    ticks: Array.from({ length: to - from + 1 }, (_, index) => ({
      value: 10 ** (from + index),
      position: index / (to - from),
    })),
    position,
  };
}
