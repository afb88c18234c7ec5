/** The stories of orders of a recorded run, for `./lab trace` and for the report. */
import type { Story } from '../../audit/story.ts';
import { tellStories } from '../../audit/trace/trace.ts';
import type { LedgerLine } from '../../audit/verdict.ts';
import { EXIT, LabError } from '../../errors.ts';
import type { Side, SideEvidence } from '../records.ts';
import { readLedger } from './judged.ts';
import { readLogs } from './logs.ts';
import { readRun } from './recorded.ts';

/**
 * The stories of one order on these sides, found by its id on either side, or by its Idempotency-Key.
 * @throws {LabError} when the run has no such order
 */
export async function readStories(folder: string, order: string, sides: readonly Side[]): Promise<Story[]> {
  const evidence = await readRun(folder);
  const keys = new Set<string>();
  for (const { key, orderId } of readLedger(folder)) if (key === order || orderId === order) keys.add(key);
  const wanted: LedgerLine[] = [];
  for (const line of readLedger(folder))
    if (keys.has(line.key) && sides.includes(line.side)) wanted.push(line);
  if (wanted.length === 0) {
    throw new LabError(
      EXIT.usage,
      keys.size === 0
        ? `The run has no order with the id or key "${order}". They are listed in ${folder}/ledger.ndjson.`
        : `The order "${order}" is not on the side ${sides.join(', ')}.`,
    );
  }
  return storiesOf(folder, evidence.sides, wanted);
}

/** The stories of these lines of the ledger, in one walk over the evidence of each side. */
export function storiesOf(
  folder: string,
  evidence: readonly SideEvidence[],
  lines: readonly LedgerLine[],
): Story[] {
  return evidence.flatMap((side) => {
    const ofSide = lines.filter((line) => line.side === side.side);
    if (ofSide.length === 0) return [];
    const orderIds = new Set(ofSide.map(({ orderId }) => orderId).filter((id) => id !== null));
    return tellStories(side, ofSide, readLogs(folder, side.side, orderIds));
  });
}
