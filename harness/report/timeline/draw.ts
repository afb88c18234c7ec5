/**
 * Draws a chart as SVG that stretches to any width: the picture has a fixed inner size, strokes keep their width, and
 * everything written stands in HTML on top. No script is needed to see it, and it prints as lines, not as pixels.
 */
import { type Html, html } from '../html.ts';
import { count } from '../numbers.ts';
import { along, type Span, type ValueScale } from './axis.ts';
import type { Stretch } from './marks.ts';
import type { Chart, Line } from './rows.ts';

const WIDTH = 1000;
const HEIGHT = 200;

export type Frame = { span: Span; startMs: number; pointMs: number };

const round = (value: number): number => Math.round(value * 10) / 10;

/** A step for every point: the value holds for the whole of its bucket. Nothing is drawn where there is no value. */
export function stepPath(values: Line['values'], frame: Frame, position: (value: number) => number): string {
  const x = (index: number) => round(along(frame.span, frame.startMs + index * frame.pointMs) * WIDTH);
  const y = (value: number) => round((1 - Math.min(1, position(value))) * HEIGHT);
  let path = '';
  let previous: number | null = null;
  values.forEach((value, index) => {
    const next = values[index + 1];
    if (value === null) {
      previous = null;
      return;
    }
    if (previous === null) path += `M${x(index)} ${y(value)}`;
    else if (previous !== value) path += `V${y(value)}`;
    if (next !== value) path += `H${x(index + 1)}`;
    previous = value;
  });
  return path;
}

function drawnLine(line: Line, frame: Frame, scale: ValueScale): Html {
  const path = stepPath(line.values, frame, scale.position);
  const from = round(along(frame.span, frame.startMs) * WIDTH);
  const area = line.filled && path !== '' ? html`<path class="area" d="${path}V${HEIGHT}H${from}Z"/>` : null;
  return html`<g data-key="${line.key}">${area}<path class="line" d="${path}"/></g>`;
}

const share = (value: number): string => `${round(value * 1000) / 10}%`;

/** Of the strip: in less, not even half of a label can be read. The moments stand below in words. */
const LEAST_LABELLED = 0.05;

/** Behind every chart: what was going on at that time. */
export const drawnStretches = (stretches: readonly Stretch[], span: Span, labelled: boolean): Html[] =>
  stretches.map((stretch) => {
    const from = along(span, stretch.fromMs);
    const width = along(span, stretch.toMs) - from;
    const colour = stretch.colour === null ? '' : `;--fault-colour:${stretch.colour}`;
    return html`<span class="stretch ${stretch.kind}" style="left:${share(from)};width:${share(width)}${colour}">${labelled && width >= LEAST_LABELLED ? stretch.label : null}</span>`;
  });

/** The legend's first lines in front: where acceptance and completion are one, its dashes show both. Areas behind all. */
const backToFront = (lines: readonly Line[]): Line[] => [
  ...lines.filter((line) => line.filled),
  ...lines.filter((line) => !line.filled).reverse(),
];

export function drawnLines(chart: Chart, frame: Frame, scale: ValueScale, deadlineMs: number | null): Html {
  const horizontal = (position: number) => round((1 - position) * HEIGHT);
  const grid = scale.ticks.map(
    (tick) => html`<path class="grid" d="M0 ${horizontal(tick.position)}H${WIDTH}"/>`,
  );
  const deadline =
    deadlineMs === null
      ? null
      : html`<path class="deadline" d="M0 ${horizontal(scale.position(deadlineMs))}H${WIDTH}"/>`;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
${grid}${deadline}${backToFront(chart.lines).map((line) => drawnLine(line, frame, scale))}</svg>`;
}

/** Says what stands higher than the scale reaches, at the place where it does. */
export const drawnPeaks = (chart: Chart, frame: Frame, scale: ValueScale): Html[] =>
  chart.lines.flatMap((line) => {
    const highest = Math.max(0, ...line.values.filter((value) => value !== null));
    if (scale.position(highest) <= 1) return [];
    const at = along(frame.span, frame.startMs + (line.values.indexOf(highest) + 0.5) * frame.pointMs);
    const side = at > 0.6 ? 'before' : 'after';
    return [
      html`<span class="peak ${side}" data-key="${line.key}" style="left:${share(at)}">▲ ${line.name} ${count(highest)}${chart.unit}</span>`,
    ];
  });

const STATES = ['closed', 'half-open', 'open'] as const;

/** Runs of equal states become one bar each. */
export function statesOf(
  values: Line['values'],
): { state: (typeof STATES)[number]; from: number; to: number }[] {
  const runs: { state: (typeof STATES)[number]; from: number; to: number }[] = [];
  values.forEach((value, index) => {
    const state = STATES[value ?? 0]!;
    const last = runs.at(-1);
    if (last?.state === state) last.to = index + 1;
    else runs.push({ state, from: index, to: index + 1 });
  });
  return runs;
}

export const drawnLanes = (chart: Chart, frame: Frame): Html[] =>
  chart.lines.map((lane, index) => {
    const at = (point: number) => along(frame.span, frame.startMs + point * frame.pointMs);
    const bars = statesOf(lane.values).map(
      ({ state, from, to }) =>
        html`<span class="state ${state}" style="left:${share(at(from))};width:${share(at(to) - at(from))}"></span>`,
    );
    return html`<div class="lane"><span class="lane-name">${lane.name}<output data-line="${index}"></output></span><span class="lane-bar">${bars}</span></div>`;
  });
