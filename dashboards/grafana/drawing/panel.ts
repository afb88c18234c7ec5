/** A panel as Grafana wants it. Here and in dashboard.ts are all who know Grafana's SDK. */
import { PanelBuilder as BarsBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type GridPos,
  MappingType,
  type Panel as PanelModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as NumberBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StatesBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TextBuilder } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { LOOKS, type Look, PLAIN, STATES } from '../parts/looks.ts';
import {
  type BarsPanel,
  type Line,
  type LinesPanel,
  type NumberPanel,
  type Panel,
  type StatesPanel,
  UNITS,
} from '../parts/panels.ts';
import { invisible, likeItsPart, style } from './style.ts';

export const DATASOURCE = { type: 'prometheus', uid: 'prometheus' };

export function drawPanel(panel: Panel, id: number, place: GridPos): PanelModel {
  if (panel.kind === 'text') {
    return new TextBuilder()
      .title(panel.title)
      .description(panel.look)
      .content(panel.markdown)
      .id(id)
      .gridPos(place)
      .build();
  }
  return draw(panel)
    .title(panel.title)
    .description(`${panel.look} Unit: ${UNITS[panel.unit].words}.`)
    .unit(UNITS[panel.unit].grafana)
    .noValue(panel.nothing ?? 'nothing yet')
    .datasource(DATASOURCE)
    .id(id)
    .gridPos(place)
    .build();
}

function draw(panel: Exclude<Panel, { kind: 'text' }>) {
  switch (panel.kind) {
    case 'lines':
      return drawLines(panel);
    case 'states':
      return drawStates(panel);
    case 'number':
      return drawNumber(panel);
    case 'bars':
      return drawBars(panel);
  }
}

function drawLines({ lines, beside = [], scale }: LinesPanel): LinesBuilder {
  const builder = new LinesBuilder()
    .lineInterpolation(LineInterpolation.Linear)
    .showPoints(VisibilityMode.Never)
    .fillOpacity(0)
    .lineWidth(2)
    .colorScheme(fixed(PLAIN.middle))
    .legend(legend())
    .tooltip(tooltip())
    .min(scale?.min ?? 0);
  if (scale !== undefined) builder.max(scale.max);
  if (scale?.log === true) {
    builder.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10));
  }
  if (lines.some(({ look }) => look === undefined)) {
    for (const [pattern, properties] of likeItsPart()) builder.overrideByRegexp(pattern, properties);
  }
  lines.forEach((line, i) => {
    builder.withTarget(overTime(line, refId(i)));
    if (line.look !== undefined) builder.overrideByQuery(refId(i), style(looksOf(line)));
  });
  beside.forEach((line, i) => {
    builder.withTarget(overTime(line, refId(lines.length + i)));
    builder.overrideByQuery(refId(lines.length + i), invisible());
  });
  return builder;
}

function drawStates({ lines, states }: StatesPanel): StatesBuilder {
  const options = Object.fromEntries(
    STATES[states].map(({ value, text, colour }, index) => [String(value), { text, color: colour, index }]),
  );
  const builder = new StatesBuilder()
    .mergeValues(true)
    .rowHeight(0.8)
    .lineWidth(0)
    .fillOpacity(100)
    .showValue(VisibilityMode.Auto)
    .mappings([{ type: MappingType.ValueToText, options }])
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.Hidden))
    .tooltip(tooltip());
  lines.forEach((line, i) => {
    builder.withTarget(overTime(line, refId(i)));
  });
  return builder;
}

function drawNumber({ lines }: NumberPanel): NumberBuilder {
  const builder = new NumberBuilder()
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .colorScheme(fixed(PLAIN.middle));
  askOnce(builder, lines);
  return builder;
}

function drawBars({ lines }: BarsPanel): BarsBuilder {
  const builder = new BarsBuilder()
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .min(0)
    .colorScheme(fixed(PLAIN.edge));
  askOnce(builder, lines);
  return builder;
}

function askOnce(builder: NumberBuilder | BarsBuilder, lines: readonly Line[]): void {
  lines.forEach((line, i) => {
    builder.withTarget(query(line, refId(i)).instant());
    if (line.look !== undefined) builder.overrideByQuery(refId(i), [colour(looksOf(line))]);
  });
}

const looksOf = ({ look, dashes }: Line): Look => {
  const { dashes: usual, ...rest } = LOOKS[look ?? 'middle'];
  return { ...rest, dashes: dashes ?? usual };
};

const colour = ({ colour: fixedColor }: Look) => ({
  id: 'color',
  value: { mode: FieldColorModeId.Fixed, fixedColor },
});

/** Grafana's name of a query in its panel: A, B, C, … */
export const refId = (i: number): string => String.fromCharCode('A'.charCodeAt(0) + i);

const query = ({ name, expr }: Line, id: string) =>
  new DataqueryBuilder().expr(expr).legendFormat(name).refId(id).datasource(DATASOURCE);
const overTime = (line: Line, id: string) => query(line, id).range();

const fixed = ({ colour: fixedColor }: Look) =>
  new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(fixedColor);

const legend = () =>
  new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs(['lastNotNull']);

const tooltip = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
