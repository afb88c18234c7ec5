/** A run of a scenario as it might have been: orders, faults and breakers by its plan, recorded, judged and told as every run is. */
import { join } from 'node:path';
import { judge } from '../../audit/judge.ts';
import { experimentOf } from '../../audit/testing/experiment.ts';
import { decidedAfter, type History, history } from '../../audit/testing/history.ts';
import {
  CONFIRMED,
  DECLINED,
  type OrderStory,
  OUT_OF_STOCK,
  REFUSED,
  UNDONE,
} from '../../audit/testing/order-story.ts';
import type { Verdict } from '../../audit/verdict.ts';
import { writeVerdict } from '../../evidence/folder/judged.ts';
import { readRun } from '../../evidence/folder/recorded.ts';
import { sealRun } from '../../evidence/folder/seal.ts';
import { record } from '../../evidence/folder/testing/recorded-day.ts';
import type { BreakerTransition, FaultRecord, Side } from '../../evidence/records.ts';
import { ARMS } from '../../experiment/arms.ts';
import { type LoadPhases, phasesOf } from '../../experiment/phases.ts';
import { needsHops } from '../../faults/possible.ts';
import { type Experiment, type PlannedFault, type Scenario, sidesOfFault } from '../../scenarios/scenario.ts';
import { targetText } from '../../scenarios/target.ts';
import { writeReport } from '../write.ts';

const START_MS = Date.UTC(2026, 10, 21, 10, 15, 0);
/** The sides are measured one after the other. */
const BEGINS_AFTER_MS: Readonly<Record<Side, number>> = { rr: 0, ed: 120_000 };
const DRAIN_MS = 2_000;
const LANDS_MS = 40;
const HEALS_MS = 300;

/** @returns the verdict, and the path of the report, in the folder, which is made */
export async function recordScenario(
  folder: string,
  { scenario, sides }: { scenario: Scenario; sides: readonly [Side, ...Side[]] },
): Promise<{ verdict: Verdict; report: string }> {
  const experiment: Experiment = {
    ...experimentOf([...sides]),
    ...{ scenario, arms: { ...ARMS, ...scenario.arms } },
    settings: needsHops(scenario.faults) ? { hops: { toxiproxy: '2.12.0' } } : {},
  };
  const [first, ...others] = sides;
  await record(folder, dayOf(experiment, first), ...others.map((side) => dayOf(experiment, side)));
  sealRun(folder);
  const recorded = await readRun(folder);
  const judged = judge(recorded.experiment, recorded.sides);
  await writeVerdict(folder, judged);
  await writeReport(folder);
  return { verdict: judged.verdict, report: join(folder, 'report.html') };
}

function dayOf(experiment: Experiment, side: Side): History {
  const { scenario, arms } = experiment;
  const phases = phasesOf(scenario, START_MS + BEGINS_AFTER_MS[side]);
  const day = history(side, { experiment, phases: { ...phases, drainEndMs: phases.loadEndMs + DRAIN_MS } });
  const happens = new Set(scenario.sometimes[side]);
  const everyMs = 1000 / scenario.ratePerSecond;
  const orders = (phases.loadEndMs - phases.loadStartMs) / everyMs;
  for (let index = 0; index < orders; index += 1) {
    const atMs = phases.loadStartMs + index * everyMs;
    const broken = atMs >= phases.faultStartMs && atMs < phases.faultEndMs;
    day.order(`${index}`, storyOf(index, broken && happens.has('refused')), { atMs });
    if (broken && happens.has('backlog-grew')) decidedAfter(day, index, phases.faultEndMs + HEALS_MS - atMs);
  }
  if (happens.has('redelivered')) tellTwice(day, phases.faultStartMs);
  return day.change((tables, run) => {
    run.arm = arms[side];
    run.load.ratePerSecond = scenario.ratePerSecond;
    tables.faults.push(
      ...scenario.faults
        .filter((fault) => sidesOfFault(fault).includes(side))
        .map((fault) => recordOf(fault, phases.faultStartMs)),
    );
    if (happens.has('breaker-opened')) tables.breakers.push(...breakerOf(phases));
  });
}

function storyOf(index: number, refused: boolean): OrderStory {
  if (refused) return index % 5 === 0 ? UNDONE : REFUSED;
  if (index % 17 === 3) return OUT_OF_STOCK;
  return index % 23 === 5 ? DECLINED : CONFIRMED;
}

/** An event of payments is once more in its topic, and whoever reads that has read it. */
function tellTwice(day: History, atMs: number): void {
  day.change(({ events, groups }) => {
    const ofTopic = events.filter(({ topic }) => topic === 'payments');
    const repeated = ofTopic.find(({ brokerMs }) => brokerMs >= atMs)!;
    events.push({ ...repeated, offset: ofTopic.length });
    for (const group of groups)
      if (group.topic === 'payments') Object.assign(group, { committed: group.end + 1, end: group.end + 1 });
  });
}

function breakerOf({ faultStartMs, faultEndMs }: LoadPhases): BreakerTransition[] {
  const breaker = { service: 'orders', target: 'payments' };
  return [
    { ...breaker, to: 'open', atMs: faultStartMs + HEALS_MS },
    { ...breaker, to: 'halfOpen', atMs: faultEndMs },
    { ...breaker, to: 'closed', atMs: faultEndMs + HEALS_MS },
  ];
}

function recordOf(
  { fault, afterSeconds, forSeconds, ...target }: PlannedFault,
  windowMs: number,
): FaultRecord {
  const injectedAtMs = windowMs + afterSeconds * 1000;
  const healStartedAtMs = injectedAtMs + forSeconds * 1000;
  const role = targetText(target);
  return {
    ...{ fault, role, injectedAtMs, landedAtMs: injectedAtMs + LANDS_MS },
    ...{ healStartedAtMs, healedAtMs: healStartedAtMs + HEALS_MS },
    proof: [`${role} was seen to be broken`, `${role} was seen to be whole`],
  };
}
