/** A rule that a run must meet to count, whatever its verdict says. */
import type { SideFacts } from '../fold/fold.ts';
import type { CheckResult, LedgerLine, ValidityRule } from '../verdict.ts';

export type RuleInput = { facts: SideFacts; ledger: readonly LedgerLine[]; checks: readonly CheckResult[] };

export type Finding = Pick<ValidityRule, 'result' | 'detail'>;

export type Rule = { id: string; title: string; judge(input: RuleInput): Finding };

export const met = (detail: string): Finding => ({ result: 'pass', detail });
export const broken = (detail: string): Finding => ({ result: 'fail', detail });
export const undecidable = (detail: string): Finding => ({ result: 'unknown', detail });

/** Met when `holds`; the sentence states what was measured and the bound, either way. */
export const bounded = (holds: boolean, detail: string): Finding => (holds ? met(detail) : broken(detail));
