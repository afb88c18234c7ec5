/** Where panels stand: rows from top to bottom, panels of equal width in a row, on Grafana's grid of 24 columns. */
import type { Panel, Row } from '../parts/panels.ts';

const COLUMNS = 24;
const TITLE_HEIGHT = 1;

/** A titled part of a dashboard. */
export type Section = { title: string; rows: readonly Row[] };

export type Place = { x: number; y: number; w: number; h: number };
export type Placed =
  | { id: number; place: Place; heading: string }
  | { id: number; place: Place; panel: Panel; mirrored: boolean };

export function placed(sections: readonly Section[]): Placed[] {
  const all: Placed[] = [];
  let y = 0;
  for (const { title, rows } of sections) {
    all.push({ id: all.length + 1, place: { x: 0, y, w: COLUMNS, h: TITLE_HEIGHT }, heading: title });
    y += TITLE_HEIGHT;
    for (const { height, panels, mirrored } of rows) {
      const w = COLUMNS / panels.length;
      panels.forEach((panel, i) => {
        all.push({ id: all.length + 1, place: { x: i * w, y, w, h: height }, panel, mirrored });
      });
      y += height;
    }
  }
  return all;
}
