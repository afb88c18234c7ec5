/**
 * A fault: how it is done to its target, how it is proven from outside that it is in force, and how it is undone. One fault
 * a file; a new one is added to its family in `faults.ts`, and its name to `scenarios/scenario.ts`.
 */
import type { z } from 'zod';
import type { Side } from '../evidence/records.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { FaultTarget, TargetRole } from '../scenarios/target.ts';

/** What a fault is done to, the runtime that binds it to a process, and how it is to be done. */
export type Target = FaultTarget & {
  runtime: Runtime;
  /** As `Fault.options` gives them, defaults filled in. */
  options?: Readonly<Record<string, unknown>>;
  /** The load that the kitchen is under, in a run. */
  load?: LoadView;
  /** Aborts when the fault is to be healed. */
  signal?: AbortSignal;
  /** Aborts when everything is ended before its time, also while it is healed: nothing more may be begun. */
  endedEarly?: AbortSignal;
};

/** What clients have sent so far, as far as it has been answered. */
export type LoadView = {
  /** As usual, outside of a spike. */
  ratePerSecond: number;
  clientTimeoutMs: number;
  /** `attempt` is there where a client would ask again, and counts from 1. */
  orders(): readonly { sentMs: number; attempt?: number }[];
  /** Aborts when the load is ended before its time. */
  signal: AbortSignal;
};

/** The load under which a fault of the clients is done. @throws when there is none: a kitchen that is only up */
export function loadOf({ load }: Target): LoadView {
  if (load === undefined) throw new Error(belongsToScenario('What clients do'));
  return load;
}

export const belongsToScenario = (what: string): string =>
  `${what} is planned into a load: it belongs to a scenario, and can not be done by hand.`;

export interface Fault {
  /** As the report calls it, after its target: "payments killed". */
  readonly title: string;
  /** Continues "With …", where the target and the title do not. */
  readonly words?: (target: string) => string;
  /** Colour of its band in the timeline. */
  readonly colour: string;
  /** What `./lab list` says of it, in a sentence. */
  readonly does: string;
  /** The roles that it can be done to; undefined: any process of a kitchen. */
  readonly roles?: readonly TargetRole[];
  /** Its target does not run as usual meanwhile: what stops the same one, too, waits until it is whole. */
  readonly stopsTarget?: true;
  /**
   * It can be done to one of a role's instances, and without a number to all of them; any other is done to the role. What is
   * done to a hop always can: to the way to one of them, or to all.
   */
  readonly ofInstances?: true;
  /** So many instances there must be of its target. */
  readonly needsInstances?: number;
  /** And no more than so many. */
  readonly mostInstances?: number;
  /** The lowest rung of a side's ladder on which it can be seen; undefined: any. */
  readonly needsRung?: Readonly<Partial<Record<Side, string>>>;
  /** It is kept by its target's process, and so neither outlives that, nor can it be told to one that is stopped. */
  readonly livesInTarget?: true;
  /**
   * Who must run from its beginning to its end, and reach each other, since the harness asks them for it or looks for it
   * there; undefined: whom it is done to, and only when it begins.
   */
  readonly needsRunning?: (side: Side, target: FaultTarget) => readonly FaultTarget[];
  /** Its end is seen in the load, which must go on for so long afterwards. */
  readonly loadAfterSeconds?: number;
  /** It is done to the way from a role to another, and not to a role. */
  readonly isOfHop?: true;
  /** What can be said of how it is done. */
  readonly options?: z.ZodObject;
  /** Does it. */
  inject(target: Target): Promise<InForce>;
}

/** A fault that has been done and not yet undone. */
export type InForce = {
  /** What an outsider can see of it, one sentence each. Throws when it can't be seen: then it has not landed. */
  prove(): Promise<string[]>;
  /** Undoes it, and answers what shows that it is gone. */
  heal(): Promise<string[]>;
  /** What it has put into the kitchen, so that the audit can tell: ids of events, keys of requests. Grows while it is in force. */
  readonly injected?: readonly string[];
};
