/** Opens the observatory where it was asked for, and says where to look. */
import type { Progress } from '../progress.ts';
import type { KitchenTools, ToolName } from '../tools/tools.ts';
import { type Observatory, startObservatory } from './observatory.ts';

export const OBSERVING_TOOLS = ['prometheus', 'grafana'] as const satisfies readonly ToolName[];

/**
 * Nothing when its tools were not asked for.
 * @param folder made when it is not there
 */
export async function openObservatory(
  folder: string,
  { prometheus, grafana }: KitchenTools,
  progress: Progress,
): Promise<Observatory | undefined> {
  if (prometheus === undefined || grafana === undefined) return undefined;
  progress.begin('Prometheus and Grafana start');
  const observatory = await startObservatory({
    folder,
    tools: { prometheus, grafana },
    onFailure: (error) => progress.note(`Not all metrics of the lab reach Prometheus: ${String(error)}`),
  });
  progress.done();
  return observatory;
}

/** For the one who looks on. Its password is no line of a log: who wants to change a dashboard is told by `up`. */
export function lookingOn({ prometheusUrl, grafana }: Observatory): string {
  const prometheus = `Prometheus is at ${prometheusUrl}`;
  return grafana === undefined ? prometheus : `The dashboards are at ${grafana.url}, ${prometheus}`;
}
