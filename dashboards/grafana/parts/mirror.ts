/** Left and right: one description of a panel gives both, on equal scales. */
import { EVENT_DRIVEN, type Kitchen, REQUEST_RESPONSE } from './kitchens.ts';
import type { LinesPanel, Panel, Row } from './panels.ts';

type Panels = Panel | readonly Panel[];

/** The same panels for both kitchens: request-response in the left half, event-driven in the right half. */
export const mirror = (height: number, panelsOf: (kitchen: Kitchen) => Panels): Row =>
  pair(height, panelsOf(REQUEST_RESPONSE), panelsOf(EVENT_DRIVEN));

/** What one kitchen has in the place of what the other has. */
export function pair(height: number, left: Panels, right: Panels): Row {
  const lefts = [left].flat();
  const rights = [right].flat();
  return {
    height,
    mirrored: true,
    panels: [
      ...lefts.map((panel, i) => ({ ...onOneScale(panel, rights[i]), kitchen: REQUEST_RESPONSE })),
      ...rights.map((panel, i) => ({ ...onOneScale(panel, lefts[i]), kitchen: EVENT_DRIVEN })),
    ],
  };
}

/**
 * Grafana knows no axis that two panels share. So each one also holds the lines of the other, invisible: both scales reach as far.
 * Not where the scale is fixed anyway, nor where the two show different things.
 */
function onOneScale(panel: Panel, other: Panel | undefined): Panel {
  if (panel.kind !== 'lines' || other?.kind !== 'lines') return panel;
  if (panel.scale !== undefined || panel.title !== other.title) return panel;
  const beside: LinesPanel['beside'] = other.lines;
  return { ...panel, beside };
}
