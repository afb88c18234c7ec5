/** What became of orders, as a bar of shares: colour and pattern, never colour alone. */
import { type Html, html } from './html.ts';
import { count, plural } from './numbers.ts';

export const FATES = [
  { key: 'inTime', label: (deadline: string) => `finished within ${deadline}` },
  { key: 'late', label: () => 'finished late' },
  { key: 'refused', label: () => 'refused' },
  { key: 'harmed', label: () => 'harmed' },
] as const;

export type Fates = Readonly<Record<(typeof FATES)[number]['key'], number>>;

/** `120 finished within 2 s`, for each fate that there is. */
export const fateWords = (fates: Fates, deadline: string): string[] =>
  FATES.filter(({ key }) => fates[key] > 0).map(
    ({ key, label }) => `${count(fates[key])} ${label(deadline)}`,
  );

export function fateBar(fates: Fates, deadline: string): Html {
  const total = FATES.reduce((sum, { key }) => sum + fates[key], 0);
  return html`<div class="fates" role="img" aria-label="Of ${plural(total, 'order')}: ${fateWords(fates, deadline).join(', ')}.">${FATES.filter(({ key }) => fates[key] > 0).map(({ key }) => html`<span class="fate ${key}" style="flex-grow:${((fates[key] / Math.max(1, total)) * 1000).toFixed(1)}"></span>`)}</div>`;
}
