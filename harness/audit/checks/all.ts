/** The checks that are made, as they are numbered in docs/truth.md. */
import type { Check } from './check.ts';
import { deadLetters } from './dead-letters.ts';
import { delivery } from './delivery.ts';
import { endings } from './endings.ts';
import { itHappened } from './it-happened.ts';
import { legalChanges } from './legal-changes.ts';
import { loadAddsUp } from './load-adds-up.ts';
import { messages } from './messages.ts';
import { money } from './money.ts';
import { nothingLost } from './nothing-lost.ts';
import { replay } from './replay.ts';
import { sameKey } from './same-key.ts';
import { stock } from './stock.ts';

export const CHECKS: readonly Check[] = [
  nothingLost,
  money,
  stock,
  endings,
  delivery,
  legalChanges,
  sameKey,
  messages,
  deadLetters,
  replay,
  loadAddsUp,
  itHappened,
];
