/** A made-up but plausible run for tests of the report: `payments-outage`, and variants that a test asks for. */
import type { Story } from '../../audit/story.ts';
import type { Bucket, LedgerLine, SideVerdict, Verdict } from '../../audit/verdict.ts';
import { BUCKETS } from '../../audit/verdict.ts';
import type { Side } from '../../evidence/records.ts';
import type { ReportInput } from '../report.ts';
import { ordersToTell } from '../told.ts';
import { BASELINE, experimentOf, FAULT, type SampleOptions, START_MS, WARM_UP } from './sample-experiment.ts';
import { checksOf, costOf, validityRules } from './sample-parts.ts';
import { timelineOf } from './sample-timeline.ts';

export function sampleRun(options: SampleOptions = {}): ReportInput {
  const sides = options.sides ?? ['rr', 'ed'];
  const experiment = experimentOf(options, sides);
  const ledger = sides.flatMap((side) => ledgerOf(side, options));
  const verdict: Verdict = {
    schema: 1,
    scenario: experiment.scenario.name,
    seed: experiment.seed,
    deadlineMs: 2000,
    valid: options.valid ?? true,
    invalidBecause:
      options.valid === false
        ? [`request-response: the load generator dropped 4 % of the load${options.text ?? ''}`]
        : [],
    validity: validityRules(sides, options.valid ?? true),
    unpredicted: options.harmful === undefined ? [] : ['request-response: check 2-money failed'],
    hypothesis: [
      {
        expectation: `request-response: accepted ÷ offered, in the fault window, is at most 10.0 %, because it is down${options.text ?? ''}.`,
        ...{ measured: 0.02, detail: 'it was 2.0 %', result: 'held' },
      },
      {
        expectation: 'event-driven: orders lost is at most 0, because the log keeps them.',
        ...{ measured: 1, detail: 'it was 1', result: 'refuted' },
      },
    ],
    faults:
      options.fault === false
        ? []
        : sides.map((side) => ({
            side,
            fault: 'kill',
            role: 'payments',
            injectedAtMs: phasesOf(side, options).faultStartMs! - 6,
            landedAtMs: phasesOf(side, options).faultStartMs!,
            healStartedAtMs: phasesOf(side, options).faultEndMs!,
            healedAtMs: phasesOf(side, options).faultEndMs! + 430,
            proof: [
              `pid 41${side.length} ended by SIGKILL`,
              'connection refused on its port',
              `pid 512 ready${options.text ?? ''}`,
            ],
          })),
    sides: Object.fromEntries(sides.map((side) => [side, sideOf(side, options, ledger)])),
  };
  const told = ordersToTell(ledger);
  return {
    experiment,
    verdict,
    told,
    stories: [...told.harmful, ...told.examples].map((line) => storyOf(line, options.text ?? '')),
  };
}

function phasesOf(side: Side, options: SampleOptions): Record<string, number> {
  const loadStartMs = START_MS + (side === 'ed' ? 70_000 : 0);
  const faultStartMs = loadStartMs + (WARM_UP + BASELINE) * 1000;
  const faultEndMs = faultStartMs + FAULT * 1000;
  const loadEndMs = faultEndMs + (options.recoverySeconds ?? 10) * 1000;
  return {
    loadStartMs,
    baselineStartMs: loadStartMs + WARM_UP * 1000,
    faultStartMs,
    faultEndMs,
    loadEndMs,
    drainEndMs: loadEndMs + 1500,
  };
}

function ledgerOf(side: Side, options: SampleOptions): LedgerLine[] {
  const rate = options.ratePerSecond ?? 100;
  const phases = phasesOf(side, options);
  const harmful =
    side === 'rr'
      ? Object.entries(options.harmful ?? {}).flatMap(([bucket, orders]) =>
          Array<Bucket>(orders).fill(bucket as Bucket),
        )
      : [];
  const orders = Math.round(((phases.loadEndMs! - phases.loadStartMs!) / 1000) * rate);
  const firstFaulty = (WARM_UP + BASELINE) * rate;
  return Array.from({ length: orders }, (_, index): LedgerLine => {
    const intendedMs = phases.loadStartMs! + (index * 1000) / rate;
    const hit = options.fault !== false && index >= firstFaulty && index < firstFaulty + (FAULT + 0.5) * rate;
    const harm = index >= firstFaulty ? harmful[index - firstFaulty] : undefined;
    const bucket = harm ?? (index % 350 === 7 ? 'rejected' : hit && side === 'rr' ? 'refused' : 'completed');
    const late =
      hit && side === 'ed' ? phases.faultEndMs! + 900 + (index - firstFaulty) * 0.5 : intendedMs + 60;
    const key = `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    return {
      side,
      key,
      orderId: bucket === 'refused' ? null : key.replace('4000', '4abc'),
      index,
      phase: index < WARM_UP * rate ? 'warm-up' : 'measured',
      bucket,
      why: `${WHY[bucket] ?? 'as it should be'}${options.text ?? ''}`,
      intendedMs,
      answeredMs: intendedMs + 9,
      outcome: bucket === 'refused' ? 'refused' : 'accepted',
      completedMs: bucket === 'completed' || bucket === 'rejected' ? late : null,
    };
  });
}

const WHY: Partial<Record<Bucket, string>> = {
  'charged-not-delivered': 'captured 12.40 at the bank, and no delivery is booked',
  stuck: 'placed, and still undecided when the drain was over',
  duplicated: 'two live charges at the bank',
  refused: 'answered 503 order_not_possible; nothing came of it',
  rejected: 'out of stock, and nothing is held',
  completed: 'confirmed: one charge, one reservation, one delivery',
};

function sideOf(side: Side, options: SampleOptions, whole: readonly LedgerLine[]): SideVerdict {
  const lines = whole.filter((line) => line.side === side);
  const measured = lines.filter((line) => line.phase === 'measured');
  const number = (bucket: Bucket) => measured.filter((line) => line.bucket === bucket).length;
  const completed = measured.filter((line) => line.completedMs !== null);
  const inTime = completed.filter((line) => line.completedMs! - line.intendedMs! <= 2000).length;
  const accepted = measured.filter((line) => line.outcome === 'accepted').length;
  const broken = options.fault !== false;
  const late = broken && side === 'ed';
  return {
    side,
    arm: side === 'rr' ? 'idempotent' : 'outbox',
    mutants: side === 'rr' ? (options.mutants ?? []) : [],
    offered: measured.length,
    started: measured.length,
    dropped: 0,
    accepted,
    completed: completed.length,
    completedInTime: inTime,
    ledger: Object.fromEntries(BUCKETS.map((bucket) => [bucket, number(bucket)])) as SideVerdict['ledger'],
    warmUp: { offered: lines.length - measured.length, harmed: 0 },
    availability: { accepted: accepted / measured.length, completedInTime: inTime / measured.length },
    latencyMs: {
      accept:
        side === 'rr'
          ? { p50: 11.2, p95: 22.8, p99: 48.1, max: 312 }
          : { p50: 4.1, p95: 9.7, p99: 21.3, max: 88 },
      complete:
        side === 'rr'
          ? { p50: 11.1, p95: 22.5, p99: 47.9, max: 309 }
          : { p50: 61, p95: late ? 10_380 : 92, p99: late ? 11_020 : 140, max: late ? 11_190 : 301 },
    },
    recovery: broken
      ? {
          detectMs: side === 'rr' ? 12 : null,
          processUpMs: 430,
          firstCompletionMs: side === 'rr' ? 380 : 910,
          backlogClearedMs: side === 'rr' ? 0 : 620,
          drainPerSecond: side === 'rr' ? null : 1790,
        }
      : {
          detectMs: null,
          processUpMs: null,
          firstCompletionMs: null,
          backlogClearedMs: null,
          drainPerSecond: null,
        },
    unavailability: broken
      ? { badSeconds: side === 'rr' ? 10.75 : 9.5, faultSeconds: 10.4, excess: side === 'rr' ? 0.35 : 0 }
      : { badSeconds: 0, faultSeconds: 0, excess: 0 },
    cost: costOf(side, lines.length),
    checks: checksOf(side, measured, options.text ?? ''),
    phases: phasesOf(side, options),
    timeline: timelineOf(side, lines, phasesOf(side, options), broken),
  };
}

function storyOf(line: LedgerLine, text: string): Story {
  const at = (ms: number) => (line.intendedMs ?? 0) + ms;
  return {
    side: line.side,
    orderId: line.orderId,
    key: line.key,
    bucket: line.bucket,
    why: line.why,
    steps: [
      {
        atMs: at(0),
        durationMs: 2004,
        where: 'client',
        what: `asks for 2 × Oat porridge${text}`,
        source: 'operation',
      },
      { atMs: at(3), durationMs: 4, where: 'stock', what: 'reserves 2 portions', source: 'row' },
      { atMs: at(9), durationMs: 31, where: 'bank', what: 'captures 12.40', source: 'bank' },
      { atMs: at(22), durationMs: null, where: 'payments', what: 'is killed', source: 'fault' },
      {
        atMs: at(23),
        durationMs: 480,
        where: 'orders → payments',
        what: 'no answer: connection reset, attempt 1 of 3',
        source: 'log',
      },
      {
        atMs: at(2004),
        durationMs: null,
        where: 'gateway',
        what: 'answers 504, effect unknown',
        source: 'operation',
      },
    ],
  };
}
