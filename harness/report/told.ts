/** Which orders the report tells the story of: the harmful ones up to a stated number, and an example of the others. */
import type { Bucket, LedgerLine } from '../audit/verdict.ts';
import { isHarmful } from './buckets.ts';

/** With some twenty hops each, this many stories a side keep the file well below its 3 MB. */
export const STORIES_PER_SIDE = 150;

export type Told = { harmful: LedgerLine[]; examples: LedgerLine[] };

/** One walk over the ledger: nothing of it is kept but the lines that are told. */
export function ordersToTell(ledger: Iterable<LedgerLine>): Told {
  const harmful: LedgerLine[] = [];
  const examples: LedgerLine[] = [];
  const harmfulOnSide = { rr: 0, ed: 0 };
  const exampleOf = new Map<string, LedgerLine>();
  for (const line of ledger) {
    if (isHarmful(line.bucket)) {
      harmfulOnSide[line.side] += 1;
      if (harmfulOnSide[line.side] <= STORIES_PER_SIDE) harmful.push(line);
      continue;
    }
    const kind = `${line.side} ${exampleKind(line)}`;
    if (
      line.phase === 'measured' &&
      line.outcome !== 'not-started' &&
      isBetterExample(line, exampleOf.get(kind))
    ) {
      exampleOf.set(kind, line);
    }
  }
  examples.push(...[...exampleOf.values()].sort((a, b) => order(a) - order(b)));
  return { harmful, examples };
}

const EXAMPLE_KINDS: Partial<Record<Bucket, number>> = { completed: 0, rejected: 1, refused: 2, phantom: 3 };
const order = (line: LedgerLine): number => EXAMPLE_KINDS[line.bucket] ?? 4;
const exampleKind = (line: LedgerLine): string => line.bucket;

/** The slowest completion tells more about an outage than the first one. */
function isBetterExample(line: LedgerLine, best: LedgerLine | undefined): boolean {
  if (best === undefined) return true;
  return line.bucket === 'completed' && took(line) > took(best);
}

const took = (line: LedgerLine): number => (line.completedMs ?? 0) - (line.intendedMs ?? 0);
