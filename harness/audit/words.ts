/** Numbers in the sentences of the audit. */

export function plural(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

export const euros = (cents: number): string =>
  `${cents < 0 ? '−' : ''}${(Math.abs(cents) / 100).toFixed(2)} EUR`;

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** At most two decimals, none that are zero. */
export const rounded = (value: number): string => String(Math.round(value * 100) / 100);
