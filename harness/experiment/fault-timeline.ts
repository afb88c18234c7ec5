/** Carries out a scenario's fault timeline on one side, and writes down what was done, what was seen of it, and when. */
import type { FaultRecord } from '../evidence/records.ts';
import { clashOf, type Doing, takeTurns } from '../faults/clash.ts';
import type { Fault, InForce, LoadView, Target } from '../faults/fault.ts';
import { FAULTS } from '../faults/faults.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { type PlannedFault, sidesOfFault } from '../scenarios/scenario.ts';
import { targetText } from '../scenarios/target.ts';
import { until } from './pause.ts';

type Faults = Readonly<Record<string, Fault>>;

/** Told of every fault that has been injected and not healed yet, whenever that changes, or more is known of one. */
export type FaultListener = (inForce: readonly FaultRecord[]) => void;

/**
 * Resolves with one record per planned fault when all are healed; what can not be done on this side is left out. Every
 * fault that was injected is healed, also when the signal aborts or another fault goes wrong.
 * @throws the signal's reason
 */
export async function runFaultTimeline(
  runtime: Runtime,
  planned: readonly PlannedFault[],
  windowStartMs: number,
  signal: AbortSignal,
  {
    faults = FAULTS,
    listener = () => undefined,
    load,
  }: { faults?: Faults; listener?: FaultListener; load?: LoadView } = {},
): Promise<FaultRecord[]> {
  const inForce = new Set<FaultRecord>();
  const tell = (record: FaultRecord, active: boolean): void => {
    if (active) inForce.add(record);
    else inForce.delete(record);
    listener([...inForce]);
  };
  const here = planned.filter((one) => sidesOfFault(one).includes(runtime.side));
  const turns = new Map<PlannedFault, Doing & { over: Promise<FaultRecord> }>();
  for (const one of here.toSorted((a, b) => a.afterSeconds - b.afterSeconds)) {
    const doing = { name: one.fault, fault: faults[one.fault]!, target: one };
    const before = [...turns].filter(
      ([planned, earlier]) =>
        takeTurns(earlier, doing) ||
        (endSecondsOf(planned) <= one.afterSeconds && clashOf(earlier, doing, runtime.side) !== undefined),
    );
    // However long the healing before it takes.
    const over = Promise.all(before.map(([, earlier]) => earlier.over)).then(() =>
      carryOut(runtime, one, { fault: doing.fault, windowStartMs, signal, tell, load }),
    );
    turns.set(one, { ...doing, over });
  }
  const results = await Promise.allSettled(here.map((one) => turns.get(one)!.over));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return results.map((result) => (result as PromiseFulfilledResult<FaultRecord>).value);
}

const endSecondsOf = ({ afterSeconds, forSeconds }: PlannedFault): number => afterSeconds + forSeconds;

type Carrying = {
  fault: Fault;
  windowStartMs: number;
  signal: AbortSignal;
  tell(record: FaultRecord, active: boolean): void;
  load: LoadView | undefined;
};

async function carryOut(
  runtime: Runtime,
  { fault: name, afterSeconds, forSeconds, with: options = {}, ...target }: PlannedFault,
  { fault, windowStartMs, signal, tell, load }: Carrying,
): Promise<FaultRecord> {
  await until(windowStartMs + afterSeconds * 1000, signal);
  const record: FaultRecord = {
    ...{ fault: name, role: targetText(target), injectedAtMs: Date.now() },
    ...{ landedAtMs: null, healStartedAtMs: null, healedAtMs: null, proof: [] },
  };
  const healing = new AbortController();
  const how = {
    ...{ options: { ...fault.options?.parse(options) }, signal: healing.signal, endedEarly: signal },
  };
  const under = load === undefined ? {} : { load };
  const inForce = await inject(fault, { runtime, ...target, ...how, ...under }, record);
  if (inForce === undefined) return record;
  tell(record, true);
  try {
    await prove(inForce, record);
    tell(record, true);
    await until(windowStartMs + (afterSeconds + forSeconds) * 1000, signal);
  } finally {
    record.healStartedAtMs = Date.now();
    healing.abort();
    await heal(inForce, record);
    if (inForce.injected !== undefined) record.injected = [...inForce.injected];
    tell(record, false);
  }
  return record;
}

/** Undefined when it can not be done, e.g. to a role that did not come back from an earlier fault. */
async function inject(fault: Fault, target: Target, record: FaultRecord): Promise<InForce | undefined> {
  try {
    return await fault.inject(target);
  } catch (error) {
    record.proof.push(`not injected: ${(error as Error).message}`);
    return undefined;
  }
}

/** What can not be healed, e.g. a service that does not get ready again, is written down: that run does not count. */
async function heal(inForce: InForce, record: FaultRecord): Promise<void> {
  try {
    record.proof.push(...(await inForce.heal()));
    record.healedAtMs = Date.now();
  } catch (error) {
    record.proof.push(`not healed: ${(error as Error).message}`);
  }
}

/** A fault that can not be proven stays unproven in the record, with the reason; the run then does not count. */
async function prove(inForce: InForce, record: FaultRecord): Promise<void> {
  try {
    record.proof.push(...(await inForce.prove()));
    record.landedAtMs = Date.now();
  } catch (error) {
    record.proof.push(`not proven: ${(error as Error).message}`);
  }
}
