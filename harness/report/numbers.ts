/** How numbers are written, in the report and on the terminal alike. */

const NOTHING = '–';

/** Between a number and its unit, so that no line breaks there. */
const NBSP = '\u00a0';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const count = (value: number): string => grouped.format(value);

/** `1 order`, `2,000 orders`. */
export const plural = (value: number, singular: string, several = `${singular}s`): string =>
  `${count(value)} ${value === 1 ? singular : several}`;

/** Rounded down, so that 100 % is said only of everything; something is never shown as 0 %. */
export function percent(share: number): string {
  if (share >= 1) return `100${NBSP}%`;
  if (share <= 0) return `0${NBSP}%`;
  if (share < 0.001) return `<${NBSP}0.1${NBSP}%`;
  const digits = share > 0.99 ? 2 : 1;
  const scale = 100 * 10 ** digits;
  return `${(Math.floor(share * scale + 1e-9) / 10 ** digits).toFixed(digits)}${NBSP}%`;
}

/** Three significant digits, in the unit that reads best. */
export function duration(ms: number | null): string {
  if (ms === null) return NOTHING;
  if (ms === 0) return `0${NBSP}ms`;
  const size = Math.abs(ms);
  if (size < 9.95) return `${ms.toFixed(1)}${NBSP}ms`;
  if (size < 999.5) return `${ms.toFixed(0)}${NBSP}ms`;
  if (size < 9_995) return `${(ms / 1000).toFixed(2)}${NBSP}s`;
  return `${(ms / 1000).toFixed(1)}${NBSP}s`;
}

/** Seconds as a person says them: `10 s`, `2.5 s`. */
export const seconds = (value: number): string =>
  `${value < 0 ? '−' : ''}${Math.abs(Number(value.toFixed(2)))}${NBSP}s`;

/** `+1.25 s` after, `−0.50 s` before. */
export const offset = (ms: number): string =>
  `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(2)}${NBSP}s`;

export const decimal = (value: number, digits = 1): string => value.toFixed(digits);

export const dateTime = (epochMs: number): string =>
  `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
