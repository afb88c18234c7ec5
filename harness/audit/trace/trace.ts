/** Tells the stories of orders, many at once: every table is walked once, however many are wanted. */
import type { SideEvidence } from '../../evidence/records.ts';
import type { Story } from '../story.ts';
import type { LedgerLine } from '../verdict.ts';
import { Drafts } from './draft.ts';
import type { LogLine } from './log-line.ts';
import { tellMessages } from './messages.ts';
import { tellOperations, tellRows } from './rows.ts';
import { tellLogs, tellSurroundings } from './surroundings.ts';

/**
 * @param lines the lines of this side's ledger whose orders are wanted; the stories come in their order
 * @param logs what the services logged about these orders (harness/evidence/folder/logs.ts)
 */
export function tellStories(
  evidence: SideEvidence,
  lines: readonly LedgerLine[],
  logs: Iterable<LogLine>,
): Story[] {
  const drafts = new Drafts(lines);
  // Orders first: they tell which further ids belong to a key.
  tellRows(drafts, evidence);
  tellOperations(drafts, evidence.operations);
  if (evidence.side === 'ed') tellMessages(drafts, evidence);
  tellLogs(drafts, logs);
  const faults = [...evidence.faults];
  const breakers = [...evidence.breakers];
  for (const draft of drafts.all) tellSurroundings(draft, faults, breakers);
  return drafts.all.map((draft) => draft.told(evidence.side));
}
