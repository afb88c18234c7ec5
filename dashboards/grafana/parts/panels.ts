/** What a panel is, as data: what it asks, what to look for, and on which scale. How it is drawn: ../drawing/. */
import type { Kitchen } from './kitchens.ts';
import type { LookName, StateName } from './looks.ts';

/** Grafana's name of a unit, and how a description calls it. */
export const UNITS = {
  share: { grafana: 'percentunit', words: 'share, 0 to 100 %' },
  seconds: { grafana: 's', words: 'seconds' },
  perSecond: { grafana: 'suffix:/s', words: 'a second' },
  messages: { grafana: 'short', words: 'messages' },
  rows: { grafana: 'short', words: 'rows' },
  times: { grafana: 'short', words: 'times, in the time shown' },
  pieces: { grafana: 'short', words: 'how many' },
  cores: { grafana: 'suffix: cores', words: 'processor cores, 1 is one core fully busy' },
  bytes: { grafana: 'bytes', words: 'bytes' },
  state: { grafana: 'none', words: 'none, these are states' },
} as const;
export type Unit = keyof typeof UNITS;

/**
 * One query. `name` is what the legend says, `{{label}}` filled in. A line without a look takes that of the part of the kitchen
 * which its name ends with. `dashes` instead of the look's tell lines of one colour apart.
 */
export type Line = { name: string; expr: string; look?: LookName; dashes?: readonly number[] };

type Common = {
  title: string;
  /** What to look for. The unit is added. */
  look: string;
  unit: Unit;
  lines: readonly Line[];
  /** Said where there is nothing to show. */
  nothing?: string;
};

/** Lines over time. A scale without `max` reaches as far as its lines, and as those of its mirror image, `beside`. */
export type LinesPanel = Common & {
  kind: 'lines';
  scale?: { min: number; max: number; log?: true };
  beside?: readonly Line[];
};
/** Boxes over time, one row a series. */
export type StatesPanel = Omit<Common, 'unit'> & { kind: 'states'; unit: 'state'; states: StateName };
/** One large number for the time shown. */
export type NumberPanel = Common & { kind: 'number' };
/** One bar a series, for the time shown. */
export type BarsPanel = Common & { kind: 'bars' };
/** Words. */
export type TextPanel = { kind: 'text'; title: string; look: string; markdown: string };

export type Panel = (LinesPanel | StatesPanel | NumberPanel | BarsPanel | TextPanel) & {
  /** Whose faults are shown behind it; those of both where it is left out. */
  kitchen?: Kitchen;
};

/** Panels beside each other, of equal width. In a mirrored row the left half is one kitchen and the right half the other. */
export type Row = { height: number; panels: readonly Panel[]; mirrored: boolean };

export const lines = (panel: Omit<LinesPanel, 'kind'>): LinesPanel => ({ kind: 'lines', ...panel });
export const number = (panel: Omit<NumberPanel, 'kind'>): NumberPanel => ({ kind: 'number', ...panel });
export const bars = (panel: Omit<BarsPanel, 'kind'>): BarsPanel => ({ kind: 'bars', ...panel });
export const states = (panel: Omit<StatesPanel, 'kind' | 'unit'>): StatesPanel => ({
  kind: 'states',
  unit: 'state',
  ...panel,
});
export const text = (title: string, look: string, markdown: string): TextPanel => ({
  kind: 'text',
  title,
  look,
  markdown,
});

export const row = (height: number, ...panels: Panel[]): Row => ({ height, panels, mirrored: false });
