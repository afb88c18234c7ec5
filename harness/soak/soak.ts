/**
 * A soak: rounds of load with faults drawn by lot, on kitchens at the top of their ladders, each audited like any run. It
 * ends when its time is over, or at the first surprise, whose folder and command make it happen again.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Side } from '../evidence/records.ts';
import { invalidity } from '../experiment/invalidity.ts';
import type { RunOneSide } from '../experiment/one-side.ts';
import type { Progress } from '../progress.ts';
import type { RuntimeName } from '../runtimes/names.ts';
import { USUAL } from '../scenarios/definition.ts';
import type { PlannedFault, Scenario } from '../scenarios/scenario.ts';
import { targetText } from '../scenarios/target.ts';
import type { RunTools } from '../tools/tools.ts';
import { drawRound } from './draw.ts';

const RATE_PER_SECOND = 40;
const SECONDS = { warmUp: 2, baseline: 4, fault: 20, recovery: 6, drainAtMost: 45 };

/** Of a round. */
export const LOAD_IN_WORDS = `${RATE_PER_SECOND} orders a second for ${SECONDS.baseline + SECONDS.fault + SECONDS.recovery} s`;

export type Round = { round: number; side: Side; instances: number; faults: string[] };

export type SoakResult = {
  rounds: readonly Round[];
  /** What nobody had expected, of the kitchens or only of the measuring; null when there was nothing of the kind. */
  surprise: (Round & { of: 'kitchens' | 'measuring'; why: string[]; folder: string; command: string }) | null;
};

/** A round as a scenario: nothing is predicted but that all goes well. */
export function roundScenario(seed: number, round: number, side: Side) {
  const { instances, faults } = drawRound(seed, round, side, SECONDS.fault);
  return {
    name: 'soak',
    title: `Round ${round} of a soak`,
    hypothesis: 'Whatever is broken, nobody is harmed and every check passes.',
    ...USUAL,
    ratePerSecond: RATE_PER_SECOND,
    seconds: SECONDS,
    ...{ instances, faults },
    predicts: { rr: { harmful: [], failedChecks: [] }, ed: { harmful: [], failedChecks: [] } },
    sometimes: { rr: [], ed: [] },
  } satisfies Scenario;
}

/** `poison orders (kind oversize, count 3) at 1.5 s for 2 s` */
function inWords({ fault, afterSeconds, forSeconds, with: settings = {}, ...target }: PlannedFault): string {
  const how = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  const said = how.length === 0 ? '' : ` (${how.join(', ')})`;
  return `${fault} ${targetText(target)}${said} at ${afterSeconds} s for ${forSeconds} s`;
}

export async function soak(options: {
  seed: number;
  sides: readonly Side[];
  runtime: RuntimeName;
  /** The first round; rounds take turns among the sides. */
  from: number;
  /** Asked before every round. */
  goesOn(): boolean;
  /** Exists; what is kept of a surprise is left in it. */
  folder: string;
  tools: RunTools;
  runOneSide: RunOneSide;
  progress: Progress;
  signal: AbortSignal;
}): Promise<SoakResult> {
  const { seed, sides, runtime, folder, progress, signal, tools, runOneSide } = options;
  const rounds: Round[] = [];
  for (let round = options.from; options.goesOn(); round += 1) {
    signal.throwIfAborted();
    const side = sides[round % sides.length]!;
    const scenario = roundScenario(seed, round, side);
    const faults = scenario.faults.map(inWords);
    const { instances } = scenario;
    const each = instances === 1 ? '' : `, ${instances} instances of each service`;
    progress.note(
      `Round ${round}, ${side}${each}: ${faults.length === 0 ? 'nothing broken' : faults.join('; ')}`,
    );
    const command = `./lab soak --seed ${seed} --round ${round} --side ${sides.length > 1 ? 'both' : side} --runtime ${runtime}`;
    const runFolder = join(folder, `round-${round}-${side}`);
    await mkdir(runFolder);
    const verdict = await runOneSide({
      ...{ scenario, side, seed: seed + round, runtime, command, folder: runFolder },
      ...{ tools, progress, signal },
    });
    const done: Round = { round, side, instances, faults };
    rounds.push(done);
    const why = [...verdict.unpredicted, ...invalidity(verdict)];
    if (why.length > 0) {
      const of = verdict.unpredicted.length > 0 ? 'kitchens' : 'measuring';
      return { rounds, surprise: { ...done, of, why, folder: runFolder, command } };
    }
    await rm(runFolder, { recursive: true });
  }
  return { rounds, surprise: null };
}
