/** `node dashboards/grafana/write.ts` writes the dashboards to dashboards/*.json; a test says when that was forgotten. */
import { writeFile } from 'node:fs/promises';
import { DASHBOARDS } from './boards/boards.ts';
import { type Dashboard, drawDashboard } from './drawing/dashboard.ts';

export const fileOf = ({ file }: Dashboard): URL => new URL(`dashboards/${file}.json`, import.meta.url);

/** A dashboard as it is committed. */
export const textOf = (dashboard: Dashboard): string =>
  `${JSON.stringify(drawDashboard(dashboard), null, 2)}\n`;

if (import.meta.main) {
  await Promise.all(DASHBOARDS.map((dashboard) => writeFile(fileOf(dashboard), textOf(dashboard))));
}
