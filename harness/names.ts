/** "Did you mean …?": what is said of a name that nobody knows, and the one that is nearest to it. */

/** More typing mistakes than this, or more than a part of the word, and a guess would only mislead. */
const MOST_EDITS = 3;
const SHARE_OF_WORD = 0.5;

/** `what` is the singular noun, e.g. `scenario`. */
export function unknownName(what: string, text: string, names: readonly string[]): string {
  return `There is no ${what} "${text}".${didYouMean(text, names)} There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`;
}

/** The question, after a space, about the candidate nearest to `word`; empty when none is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  return guess === null ? '' : ` Did you mean "${guess}"?`;
}

/** The candidate nearest to `word`, or null when none is near. */
function nearest(word: string, candidates: readonly string[]): string | null {
  let best: { candidate: string; edits: number } | null = null;
  for (const candidate of candidates) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.min(MOST_EDITS, Math.ceil(Math.max(word.length, candidate.length) * SHARE_OF_WORD));
    if (edits <= allowed && (best === null || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate ?? null;
}

/** Insertions, deletions, substitutions and swaps of neighbours (Damerau–Levenshtein, optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) edits = Math.min(edits, beforeLast[column - 2]! + 1);
      current.push(edits);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length]!;
}
