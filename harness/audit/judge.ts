/** The audit: evidence in, verdict out. Pure; a run can be judged again from its folder at any time. */
import type { FaultRecord, SideEvidence } from '../evidence/records.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import { CHECKS } from './checks/all.ts';
import { runCheck } from './checks/check.ts';
import { foldSide, type SideFacts } from './fold/fold.ts';
import { judgeHypothesis } from './hypothesis.ts';
import { countBuckets, isMeasured, ledgerOf } from './ledger.ts';
import { attemptsOf, countsOf, unavailabilityOf } from './numbers/availability.ts';
import { highestBacklog } from './numbers/backlog.ts';
import { costOf } from './numbers/cost.ts';
import { acceptLatencyMs, completeLatencyMs, latenciesOf } from './numbers/latency.ts';
import { partsOfRun } from './numbers/parts-of-run.ts';
import { readsOf } from './numbers/reads.ts';
import { recoveryOf } from './numbers/recovery.ts';
import { timelineOf } from './numbers/timeline.ts';
import { oneSidedFaults } from './one-sided.ts';
import { unpredictedOn } from './unpredicted.ts';
import { invalidBecause, judgeValidity, sameLoad, sidesPresent } from './validity/validity.ts';
import {
  type CheckResult,
  HARMFUL_BUCKETS,
  type LedgerLine,
  type SideVerdict,
  type ValidityRule,
  VERDICT_SCHEMA,
  type Verdict,
} from './verdict.ts';

export type Judged = { verdict: Verdict; ledger: LedgerLine[] };

type JudgedSide = {
  verdict: SideVerdict;
  ledger: LedgerLine[];
  validity: ValidityRule[];
  unpredicted: string[];
  faults: Verdict['faults'];
};

export function judge(experiment: Experiment, sides: readonly SideEvidence[]): Judged {
  const judged = sides.map((evidence) => judgeSide(experiment, evidence));
  const validity = [
    sidesPresent(
      experiment,
      sides.map(({ side }) => side),
    ),
    ...sameLoad(judged.map((side) => side.verdict)),
    ...judged.flatMap((side) => side.validity),
  ];
  const valid = validity.every(({ result }) => result === 'pass');
  const verdicts: Verdict['sides'] = Object.fromEntries(
    judged.map((side) => [side.verdict.side, side.verdict]),
  );
  const verdict: Verdict = {
    schema: VERDICT_SCHEMA,
    scenario: experiment.scenario.name,
    seed: experiment.seed,
    deadlineMs: experiment.scenario.deadlineMs,
    instances: experiment.scenario.instances ?? 1,
    valid,
    invalidBecause: invalidBecause(validity),
    validity,
    unpredicted: judged.flatMap((side) => side.unpredicted),
    oneSided: oneSidedFaults(experiment),
    hypothesis: judgeHypothesis(experiment.scenario.expects ?? [], { valid, sides: verdicts }),
    faults: judged.flatMap((side) => side.faults),
    sides: verdicts,
  };
  return { verdict, ledger: judged.flatMap((side) => side.ledger) };
}

function judgeSide(experiment: Experiment, evidence: SideEvidence): JudgedSide {
  const facts = foldSide(experiment, evidence);
  const ledger = ledgerOf(facts);
  const checks = CHECKS.filter((check) => check.appliesTo(facts)).map((check) =>
    runCheck(check, { facts, ledger }),
  );
  return {
    verdict: sideVerdict(facts, ledger, checks),
    ledger,
    validity: judgeValidity({ facts, ledger, checks }),
    unpredicted: unpredictedOn({ side: facts.side, arm: facts.run.arm }, experiment, ledger, checks),
    faults: facts.faults.map((record) => faultOf(facts, record)),
  };
}

function sideVerdict(facts: SideFacts, ledger: LedgerLine[], checks: CheckResult[]): SideVerdict {
  const measured = facts.clients.intents.filter((intent) => isMeasured(intent, facts));
  const warmUp = countBuckets(ledger.filter(({ phase }) => phase === 'warm-up'));
  const { breaker } = facts.experiment.scenario;
  return {
    side: facts.side,
    arm: facts.run.arm,
    mutants: facts.run.mutants,
    ...(breaker === undefined || facts.side !== 'rr' ? {} : { breaker: { ...breaker } }),
    ...countsOf(measured, facts.experiment.scenario.deadlineMs),
    ledger: countBuckets(ledger.filter(({ phase }) => phase === 'measured')),
    warmUp: {
      offered: facts.clients.intents.length - measured.length,
      harmed: HARMFUL_BUCKETS.reduce((sum, bucket) => sum + warmUp[bucket], 0),
    },
    latencyMs: {
      accept: latenciesOf(measured, acceptLatencyMs).percentiles(),
      complete: latenciesOf(measured, completeLatencyMs).percentiles(),
    },
    attempts: attemptsOf(measured),
    during: partsOfRun(measured, facts),
    backlog: { highest: highestBacklog(facts) },
    reads: readsOf(measured, facts),
    recovery: recoveryOf(facts),
    unavailability: unavailabilityOf(measured, facts),
    cost: costOf(facts),
    checks,
    phases: facts.run.phases,
    timeline: timelineOf(facts),
  };
}

function faultOf({ side }: SideFacts, record: FaultRecord): Verdict['faults'][number] {
  const { fault, role, injectedAtMs, landedAtMs, healStartedAtMs, healedAtMs, proof } = record;
  return { side, fault, role, injectedAtMs, landedAtMs, healStartedAtMs, healedAtMs, proof };
}
