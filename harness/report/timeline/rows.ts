/** The rows of the timeline: which lines each chart has, on which scale, in which unit. Data only; nothing is drawn. */
import type { SideVerdict } from '../../audit/verdict.ts';
import { bucketsPerPoint, coarsen, type Merge, type Values } from './coarsen.ts';
import {
  backlogSummary,
  breakerSummary,
  cpuSummary,
  latencySummary,
  rateSummary,
  undecidedSummary,
} from './summaries.ts';

/** `key` picks colour and dashes (browser/keys.css): the same key looks the same everywhere in the report. */
export type Line = { name: string; key: string; values: (number | null)[]; filled?: true };
/** `lanes` are drawn as bars of states (0 closed, 1 half open, 2 open) instead of lines. */
export type Chart = { kind: 'lines' | 'lanes'; title: string; unit: string; lines: Line[]; summary: string };
export type Row = {
  id: string;
  title: string;
  explanation: string;
  scale: 'linear' | 'log';
  /** The scale reaches at least this far, so that noise is not drawn as mountains. */
  atLeast: number;
  /** It reaches no further than this; what is higher is clipped, and said to be. */
  atMost: number;
  charts: Chart[];
};

/** A backlog is drained many times faster than orders come in: on its full scale, all the rest would be a flat line. */
const TIMES_THE_OFFERED = 2.5;
/** Room above what is offered, so that its area does not cover the band of the fault. */
const HEADROOM = 1.5;

function mostOffered(sides: readonly SideVerdict[]): number {
  const counts = sides.map(
    ({ timeline }) => (timeline.offered.reduce((a, b) => Math.max(a, b), 0) * 1000) / timeline.bucketMs,
  );
  return Math.max(10, ...counts);
}

export function timelineRows(sides: readonly SideVerdict[], deadlineMs: number): Row[] {
  const row = (
    id: string,
    title: string,
    explanation: string,
    chart: (side: SideVerdict) => Chart,
    scale: Row['scale'] = 'linear',
    atLeast = 1,
    atMost = Number.POSITIVE_INFINITY,
  ): Row => ({ id, title, explanation, scale, atLeast, atMost, charts: sides.map(chart) });
  return [
    row(
      'rate',
      'Orders a second',
      'Accepted and refused are counted when the answer came, completed when the order was decided.',
      rates,
      'linear',
      HEADROOM * mostOffered(sides),
      TIMES_THE_OFFERED * mostOffered(sides),
    ),
    row(
      'latency',
      'Latency, 95th percentile',
      'From the intended start, on a logarithmic scale; drawn where the order was intended. No line: nothing to measure.',
      latency(deadlineMs),
      'log',
    ),
    row(
      'waiting',
      'How the outage is absorbed',
      sides.map((side) => ABSORBED_BY[side.side]).join(' '),
      absorbed,
      'linear',
      10,
    ),
    row(
      'undecided',
      'Undecided orders',
      'Accepted, and neither confirmed nor rejected yet.',
      undecided,
      'linear',
      10,
    ),
    row(
      'cpu',
      'CPU',
      'Share of one core, by group. The load generator is not part of the kitchen.',
      cpu,
      'linear',
      50,
    ),
  ];
}

const ABSORBED_BY: Record<SideVerdict['side'], string> = {
  rr: 'Request-response: the breakers of the calls between services; one that never moved may be left out.',
  ed: 'Event-driven: the messages that are published and not yet processed, and the outbox rows not yet published.',
};

function line(side: SideVerdict, name: string, key: string, values: Values, merge: Merge, scale = 1): Line {
  const points = coarsen(values, bucketsPerPoint(side.timeline.offered.length), merge);
  return {
    name,
    key,
    values: points.map((value) => (value === null ? null : Number((value * scale).toPrecision(4)))),
  };
}

function rates(side: SideVerdict): Chart {
  const { timeline } = side;
  const perSecond = 1000 / timeline.bucketMs;
  const rate = (name: 'offered' | 'accepted' | 'completed' | 'refused') =>
    line(side, name, name, timeline[name], 'mean', perSecond);
  return {
    kind: 'lines',
    title: 'Orders a second',
    unit: '/s',
    lines: [{ ...rate('offered'), filled: true }, rate('accepted'), rate('completed'), rate('refused')],
    summary: rateSummary(side),
  };
}

const latency =
  (deadlineMs: number) =>
  (side: SideVerdict): Chart => ({
    kind: 'lines',
    title: 'Latency, 95th percentile',
    unit: ' ms',
    lines: [
      line(side, 'to acceptance', 'accepted', side.timeline.acceptP95Ms, 'max'),
      line(side, 'to completion', 'completed', side.timeline.completeP95Ms, 'max'),
    ],
    summary: latencySummary(side, deadlineMs),
  });

const absorbed = (side: SideVerdict): Chart => (side.side === 'rr' ? breakers(side) : backlog(side));

function breakers(side: SideVerdict): Chart {
  return {
    kind: 'lanes',
    title: 'Circuit breakers',
    unit: '',
    lines: Object.entries(side.timeline.breakers).map(([name, values]) =>
      line(side, name, 'breaker', values, 'max'),
    ),
    summary: breakerSummary(side),
  };
}

function backlog(side: SideVerdict): Chart {
  return {
    kind: 'lines',
    title: 'Consumer lag and outbox',
    unit: '',
    lines: [
      ...Object.entries(side.timeline.backlog).map(([service, values]) =>
        line(side, `lag of ${service}`, service, values, 'max'),
      ),
      line(side, 'outbox', 'outbox', side.timeline.outbox, 'max'),
    ],
    summary: backlogSummary(side),
  };
}

const undecided = (side: SideVerdict): Chart => ({
  kind: 'lines',
  title: 'Undecided orders',
  unit: '',
  lines: [line(side, 'undecided', 'undecided', side.timeline.undecided, 'max')],
  summary: undecidedSummary(side),
});

const cpu = (side: SideVerdict): Chart => ({
  kind: 'lines',
  title: 'CPU',
  unit: ' %',
  lines: Object.entries(side.timeline.cpu).map(([group, shares]) =>
    line(side, group, group, shares, 'mean', 100),
  ),
  summary: cpuSummary(side),
});
