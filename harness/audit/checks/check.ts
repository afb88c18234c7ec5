/** What a check is, and how one is run: pure, over the folded evidence, to a result that is never a guess. */
import type { SideFacts } from '../fold/fold.ts';
import type { CheckResult, LedgerLine } from '../verdict.ts';

export type CheckInput = { facts: SideFacts; ledger: readonly LedgerLine[] };

export type Check = {
  /** As numbered in docs/truth.md. */
  id: string;
  title: string;
  /** Whether there is anything to check on this side; a check that does not apply is left out of the verdict. */
  appliesTo(facts: SideFacts): boolean;
  look(input: CheckInput, findings: Findings): void;
};

const MOST_EXAMPLES = 10;

export type Subject = { orderId?: string | null; key?: string | null };

export class Findings {
  examined = 0;
  count = 0;
  readonly examples: CheckResult['examples'] = [];
  /** Why nothing can be said; null when something can. */
  unknownBecause: string | null = null;

  violation(what: string, about: Subject = {}): void {
    this.count += 1;
    this.#example(what, about);
  }

  unknown(because: string): void {
    this.unknownBecause ??= because;
    this.#example(because, {});
  }

  /** What a reader should know, and what changes no result. */
  note(what: string): void {
    this.#example(what, {});
  }

  #example(what: string, { orderId = null, key = null }: Subject): void {
    if (this.examples.length < MOST_EXAMPLES) this.examples.push({ orderId, key, what });
  }
}

/** Violations fail; doubts and an empty history are unknown, and so is a check that crashes. Unknown is not pass. */
export function runCheck(check: Check, input: CheckInput): CheckResult {
  const findings = new Findings();
  try {
    check.look(input, findings);
  } catch (error) {
    findings.unknown(`the check itself failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  const empty = findings.examined === 0 && findings.count === 0;
  if (empty && findings.unknownBecause === null) findings.unknown('there was nothing to look at');
  const { examined, count, examples } = findings;
  return { id: check.id, title: check.title, result: resultOf(findings), count, examined, examples };
}

function resultOf({ count, unknownBecause }: Findings): CheckResult['result'] {
  if (count > 0) return 'fail';
  return unknownBecause === null ? 'pass' : 'unknown';
}
