/** Every query that the dashboards ask, as data: for who wants to ask them without Grafana. */
import { DASHBOARDS } from './boards/boards.ts';
import { type Dashboard, sectionsOf } from './drawing/dashboard.ts';
import { faultBands } from './drawing/fault-bands.ts';
import { refId } from './drawing/panel.ts';
import type { Panel } from './parts/panels.ts';

/**
 * `expr` holds Grafana's variables: `$__rate_interval` and `$__range` everywhere, the choices of the page (`$architecture`,
 * `$service`) on "one-service". `instant`: asked once for the time shown, else for every point of it.
 */
export type Query = {
  dashboard: string;
  /** Its title; in a mirrored row with the kitchen. */
  panel: string;
  refId: string;
  expr: string;
  instant: boolean;
};

/** What is asked a second time, invisibly, so that two panels have one scale, stands here once. */
export const QUERIES: readonly Query[] = DASHBOARDS.flatMap((dashboard) => [
  ...panelsOf(dashboard).flatMap((panel) => queriesOf(dashboard.file, panel)),
  ...dashboard.kitchens.flatMap(faultBands).map(({ name, expr }) => ({
    dashboard: dashboard.file,
    panel: `annotation: ${name}`,
    refId: 'Anno',
    expr,
    instant: false,
  })),
]);

function panelsOf(dashboard: Dashboard): Panel[] {
  return sectionsOf(dashboard).flatMap(({ rows }) => rows.flatMap(({ panels }) => panels));
}

function queriesOf(dashboard: string, panel: Panel): Query[] {
  if (panel.kind === 'text') return [];
  const { kind, title, kitchen, lines } = panel;
  return lines.map(({ expr }, i) => ({
    dashboard,
    panel: kitchen === undefined ? title : `${title} (${kitchen.name})`,
    refId: refId(i),
    expr,
    instant: kind === 'number' || kind === 'bars',
  }));
}
