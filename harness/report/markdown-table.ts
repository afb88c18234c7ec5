/** A table in Markdown. Cells are Markdown themselves: what is told as it is must be made so before. */

/** How the cells of a column stand. */
export const LEFT = '---';
export const RIGHT = '--:';
export const CENTRE = ':-:';

export function markdownTable(
  columns: readonly string[],
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return [head, columns, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
