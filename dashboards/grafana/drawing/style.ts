/** Overrides of a line's style, as Grafana names its properties. */
import { type DynamicConfigValue, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Look, PARTS } from '../parts/looks.ts';

/** One line's colour, width and dashes. */
export const style = ({ colour, dashes, width }: Look): DynamicConfigValue[] => [
  { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: colour } },
  { id: 'custom.lineWidth', value: width },
  {
    id: 'custom.lineStyle',
    value: dashes.length === 0 ? { fill: 'solid' } : { fill: 'dash', dash: dashes },
  },
];

/** Of no width, and neither in the legend nor under the cursor: it only counts for the scale. */
export const invisible = (): DynamicConfigValue[] => [
  { id: 'custom.lineWidth', value: 0 },
  { id: 'custom.hideFrom', value: { legend: true, tooltip: true, viz: false } },
];

/** A line whose name ends with a part of the kitchen looks like that part; a topic like the one that writes it. */
export function likeItsPart(): [pattern: string, properties: DynamicConfigValue[]][] {
  return Object.entries(PARTS).map(([part, look]) => {
    const names = part === 'delivery' ? '(delivery|deliveries)' : part;
    return [`/\\b${names}$/`, style(look)];
  });
}
