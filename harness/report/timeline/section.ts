/** The mirrored timeline: a row a measure, request-response left and event-driven right, on the same scales. */
import type { SideVerdict } from '../../audit/verdict.ts';
import { type Html, html, jsonBlock } from '../html.ts';
import { count, duration, seconds } from '../numbers.ts';
import { type Page, section } from '../page.ts';
import { nameOf } from '../sentences.ts';
import {
  along,
  commonSpan,
  linearScale,
  logScale,
  type Span,
  timeTicks,
  type ValueScale,
  zeroOf,
} from './axis.ts';
import { bucketsPerPoint } from './coarsen.ts';
import { drawnLanes, drawnLines, drawnPeaks, drawnStretches, type Frame } from './draw.ts';
import { momentInWords, momentsOf, type Stretch, stretchesOf } from './marks.ts';
import { type Chart, type Row, timelineRows } from './rows.ts';

type Column = { side: SideVerdict; frame: Frame; stretches: Stretch[] };

export function timelineSection(page: Page): Html {
  const { verdict, sides } = page;
  const span = commonSpan(sides);
  const columns = sides.map((side) => ({
    side,
    stretches: stretchesOf(verdict, side),
    frame: {
      span,
      startMs: side.timeline.startMs - zeroOf(side),
      pointMs: side.timeline.bucketMs * bucketsPerPoint(side.timeline.offered.length),
    },
  }));
  const rows = timelineRows(sides, verdict.deadlineMs);
  const zero = verdict.faults.length === 0 ? 'the end of the baseline' : 'the start of the fault window';
  const pointMs = columns[0]?.frame.pointMs ?? 0;
  return section(
    'timeline',
    'What happened, second by second',
    html`Both sides have the same scales. Zero is ${zero}; a point is ${duration(pointMs)}. Point at a chart, touch it, or focus it and use the arrow keys, to read values on all of them at once.`,
    html`<div class="timeline">
<div class="timeline-head"><p class="cursor-time"><output id="cursor-time"></output></p>
${framed(columns.map((column) => columnHead(page, column, span)))}</div>
${rows.map((row) => drawnRow(row, columns, span, verdict.deadlineMs))}
${jsonBlock('timeline-data', chartData(rows, columns))}</div>`,
  );
}

const framed = (blocks: readonly Html[]): Html =>
  html`<div class="pair sides-${blocks.length}">${blocks}</div>`;

const columnHead = (page: Page, column: Column, span: Span): Html => html`<div class="side">
<p class="side-name">${nameOf(column.side.side)}</p>
<div class="strip" aria-hidden="true">${drawnStretches(column.stretches, span, true)}</div>
<p class="moments">${momentsOf(page.verdict, column.side).map(momentInWords).join(' · ')}</p></div>`;

function scaleOf(row: Row, deadlineMs: number): ValueScale {
  const values = row.charts.flatMap((chart) =>
    chart.kind === 'lanes' ? [] : chart.lines.flatMap((line) => line.values),
  );
  let smallest = deadlineMs;
  let largest = row.scale === 'log' ? deadlineMs : 0;
  for (const value of values) {
    if (value === null) continue;
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return row.scale === 'log'
    ? logScale(smallest, largest)
    : linearScale(Math.min(largest, row.atMost), row.atLeast);
}

function drawnRow(row: Row, columns: readonly Column[], span: Span, deadlineMs: number): Html {
  const scale = scaleOf(row, deadlineMs);
  const deadline = row.scale === 'log' ? deadlineMs : null;
  const charts = row.charts.map((chart, index) =>
    drawnChart(row, chart, columns[index]!, span, scale, deadline),
  );
  return html`<div class="row"><h3>${row.title}</h3><p class="explanation">${row.explanation}</p>${framed(charts)}</div>`;
}

const chartId = (row: Row, side: SideVerdict): string => `${row.id}-${side.side}`;

function drawnChart(
  row: Row,
  chart: Chart,
  column: Column,
  span: Span,
  scale: ValueScale,
  deadlineMs: number | null,
): Html {
  const id = chartId(row, column.side);
  const name = `${chart.title}, ${nameOf(column.side.side)}`;
  const picture =
    chart.kind === 'lanes'
      ? drawnLanes(chart, column.frame)
      : drawnLines(chart, column.frame, scale, deadlineMs);
  const legend = chart.lines.map(
    (line, index) =>
      html`<li data-key="${line.key}">${swatch(line.filled === true)}<span>${line.name}</span> <output data-line="${index}"></output></li>`,
  );
  const axis = scale.ticks.map(
    (tick) =>
      html`<span style="bottom:${(tick.position * 100).toFixed(1)}%">${tickLabel(row, chart, tick.value)}</span>`,
  );
  const times = timeTicks(span).map(
    (tick) =>
      html`<span style="left:${(along(span, tick) * 100).toFixed(2)}%">${tick === 0 ? seconds(0) : String(tick / 1000).replace('-', '−')}</span>`,
  );
  return html`<figure class="side chart ${chart.kind}" id="chart-${id}">
<p class="chart-name ${chart.title === row.title ? 'same' : ''}"><span class="only-narrow">${nameOf(column.side.side)}: </span>${chart.title}</p>
${chart.kind === 'lanes' ? laneKey : html`<ul class="legend">${legend}</ul>`}
<div class="plot-frame">${chart.kind === 'lanes' ? null : html`<div class="values" aria-hidden="true">${axis}</div>`}
<div class="plot" data-chart="${id}" tabindex="0" role="slider" aria-label="${name}" aria-describedby="summary-${id}" aria-orientation="horizontal" aria-valuemin="${column.frame.startMs}" aria-valuemax="${span.toMs}" aria-valuenow="${column.frame.startMs}" aria-valuetext="Use the arrow keys to read values">
<div class="stretches" aria-hidden="true">${drawnStretches(column.stretches, span, false)}</div>${picture}${chart.kind === 'lanes' ? null : drawnPeaks(chart, column.frame, scale)}<div class="cursor" hidden></div></div>
<div class="times" aria-hidden="true">${times}</div></div>
<figcaption id="summary-${id}">${chart.summary}</figcaption></figure>`;
}

const swatch = (filled: boolean): Html =>
  html`<svg class="swatch" viewBox="0 0 28 10" aria-hidden="true" focusable="false">${filled ? html`<path class="area" d="M0 1H28V10H0Z"/>` : null}<path class="line" d="M0 5H28"/></svg>`;

const laneKey = html`<ul class="legend lane-key"><li><span class="state closed"></span>closed</li><li><span class="state half-open"></span>half open</li><li><span class="state open"></span>open</li></ul>`;

function tickLabel(row: Row, chart: Chart, value: number): string {
  if (row.scale === 'log') return value < 1000 ? `${value} ms` : `${value / 1000} s`;
  return `${value >= 10 || Number.isInteger(value) ? count(value) : value}${chart.unit === ' %' ? ' %' : ''}`;
}

/** What the page's script needs to show values: names, units and points, nothing else. */
const chartData = (rows: readonly Row[], columns: readonly Column[]) => ({
  fromMs: columns[0]?.frame.span.fromMs ?? 0,
  toMs: columns[0]?.frame.span.toMs ?? 0,
  charts: Object.fromEntries(
    rows.flatMap((row) =>
      row.charts.map((chart, index) => {
        const { side, frame } = columns[index]!;
        return [
          chartId(row, side),
          {
            startMs: frame.startMs,
            pointMs: frame.pointMs,
            unit: chart.unit,
            states: chart.kind === 'lanes',
            lines: chart.lines.map(({ name, values }) => ({ name, values })),
          },
        ];
      }),
    ),
  ),
});
