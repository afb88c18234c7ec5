/** A dashboard as Grafana wants it. */
import {
  AnnotationPanelFilterBuilder,
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Dashboard as DashboardModel,
  QueryVariableBuilder,
  RowBuilder,
  TimePickerBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Kitchen } from '../parts/kitchens.ts';
import { row, text } from '../parts/panels.ts';
import { type Band, faultBands } from './fault-bands.ts';
import { type Placed, placed, type Section } from './layout.ts';
import { DATASOURCE, drawPanel } from './panel.ts';

/** What can be chosen at the top of the page: `$name` in queries, one of the values of a label. */
export type Choice = { name: string; title: string; values: string; first: string };

export type Dashboard = {
  /** Name of the file, and of the page in its address. */
  file: string;
  title: string;
  description: string;
  /** Whose faults are shown. */
  kitchens: readonly Kitchen[];
  choices?: readonly Choice[];
  sections: readonly Section[];
  /** One sentence each, beside what no dashboard shows. */
  notShown: readonly string[];
};

const TAG = 'two-kitchens';

const NO_DASHBOARD_SHOWS = [
  '**One run names no winner.** This is one fault, at one rate, on one machine; what happened to every order is in the report of `./lab compare`.',
  '**Nothing below about a second.** Prometheus looks once a second, and a rate is the mean of four seconds or more: what is shorter is smeared or missed, and edges are up to five seconds late.',
  '**No single order.** What was lost, charged twice, or charged and not delivered is found by the audit of a run, not here: `./lab audit latest`.',
  '**A gap is not a zero.** Where a process is dead nobody counts for it; a quantile of nothing is nothing.',
];

export function drawDashboard(dashboard: Dashboard): DashboardModel {
  const { file, title, description, choices = [] } = dashboard;
  const all = placed(sectionsOf(dashboard));
  const builder = new DashboardBuilder(title)
    .uid(file)
    .description(description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-5m', to: 'now' })
    .timepicker(new TimePickerBuilder().refreshIntervals(['1s', '2s', '5s', '10s', '1m']))
    .refresh('5s')
    .variables(choices.map(drawChoice))
    .links([toTheOthers()])
    .annotations(
      dashboard.kitchens.flatMap((kitchen) =>
        faultBands(kitchen).map((band) => drawBand(band, panelsWithFaultsOf(kitchen, all))),
      ),
    );
  for (const one of all) {
    if ('heading' in one) builder.withRow(new RowBuilder(one.heading).id(one.id).gridPos(one.place));
    else builder.withPanel({ build: () => drawPanel(one.panel, one.id, one.place) });
  }
  return builder.build();
}

/** The dashboard's own, and at the end what it does not show. */
export function sectionsOf({ sections, notShown }: Dashboard): Section[] {
  const sentences = [...notShown, ...NO_DASHBOARD_SHOWS];
  const limits = text(
    'Before you draw a conclusion',
    'What can not be read from the numbers above, however clear they look. Words only: no unit.',
    sentences.map((sentence) => `- ${sentence}`).join('\n'),
  );
  return [...sections, { title: 'What these numbers do not show', rows: [row(7, limits)] }];
}

const panelsWithFaultsOf = (kitchen: Kitchen, all: readonly Placed[]): number[] =>
  all.flatMap((one) =>
    'panel' in one && one.panel.kind !== 'text' && (one.panel.kitchen ?? kitchen) === kitchen ? [one.id] : [],
  );

const drawBand = ({ name, colour, expr }: Band, ids: number[]) =>
  new AnnotationQueryBuilder()
    .name(name)
    .enable(true)
    .iconColor(colour)
    .datasource(DATASOURCE)
    .target(new DataqueryBuilder().expr(expr).refId('Anno').interval('1s'))
    .titleFormat('{{role}}: {{fault}}')
    .tagKeys('architecture')
    .filter(new AnnotationPanelFilterBuilder().exclude(false).ids(ids));

const drawChoice = ({ name, title, values, first }: Choice) =>
  new QueryVariableBuilder(name)
    .label(title)
    .datasource(DATASOURCE)
    .query(values)
    .definition(values)
    .current({ text: first, value: first, selected: true })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

/** In sight, at the top of the page: the SDK would put it into a menu. */
const toTheOthers = () => ({
  build() {
    const { placement: _menu, ...link } = new DashboardLinkBuilder('Dashboards')
      .type(DashboardLinkType.Dashboards)
      .tags([TAG])
      .asDropdown(false)
      .keepTime(true)
      .build();
    return link;
  },
});
