/** The dashboards as they are committed, and the parts of them that the tests look at. */
import { readFileSync } from 'node:fs';
import { DASHBOARDS } from '../boards/boards.ts';
import { fileOf } from '../write.ts';

export type Place = { x: number; y: number; w: number; h: number };
export type Target = {
  refId: string;
  expr: string;
  datasource: { type: string; uid: string };
  range?: boolean;
  instant?: boolean;
};
type Override = {
  matcher: { id: string; options: string };
  properties: { id: string; value: unknown }[];
};
export type PanelModel = {
  id: number;
  type: string;
  title: string;
  description: string;
  gridPos: Place;
  datasource?: { type: string; uid: string };
  targets?: Target[];
  options: { content?: string };
  fieldConfig?: {
    defaults: { unit?: string; min?: number; max?: number; custom?: Record<string, unknown> };
    overrides: Override[];
  };
};
export type DashboardModel = {
  uid: string;
  title: string;
  panels: PanelModel[];
  annotations: {
    list: { name: string; iconColor: string; target: { expr: string }; filter: { ids: number[] } }[];
  };
  links: { type: string; tags: string[]; placement?: string }[];
  tags: string[];
  templating: { list: { name: string; query: string }[] };
};

export const COMMITTED: readonly DashboardModel[] = DASHBOARDS.map(
  (dashboard) => JSON.parse(readFileSync(fileOf(dashboard), 'utf8')) as DashboardModel,
);

export const panelsOf = ({ panels }: DashboardModel): PanelModel[] =>
  panels.filter(({ type }) => type !== 'row');

/** Of those that ask Prometheus. */
export const askingPanelsOf = (dashboard: DashboardModel): PanelModel[] =>
  panelsOf(dashboard).filter(({ type }) => type !== 'text');

/** The queries of a panel that only stretch its scale. */
export function isInvisible({ fieldConfig }: PanelModel, { refId }: Target): boolean {
  return (fieldConfig?.overrides ?? []).some(
    ({ matcher, properties }) =>
      matcher.id === 'byFrameRefID' &&
      matcher.options === refId &&
      properties.some(({ id, value }) => id === 'custom.lineWidth' && value === 0),
  );
}
