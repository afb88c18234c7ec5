/** The checks that are made, in the order of docs/truth.md. 6, 7, 9 and 10 are described there and not made yet. */
import type { Check } from './check.ts';
import { delivery } from './delivery.ts';
import { endings } from './endings.ts';
import { itHappened } from './it-happened.ts';
import { loadAddsUp } from './load-adds-up.ts';
import { messages } from './messages.ts';
import { money } from './money.ts';
import { nothingLost } from './nothing-lost.ts';
import { stock } from './stock.ts';

export const CHECKS: readonly Check[] = [
  nothingLost,
  money,
  stock,
  endings,
  delivery,
  messages,
  loadAddsUp,
  itHappened,
];
