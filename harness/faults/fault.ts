/**
 * A fault: how it is done to a role, how it is proven from outside that it is in force, and how it is undone. One fault
 * a file; a new one is added to `faults.ts`, and its name to `scenarios/scenario.ts`.
 */
import type { Runtime } from '../runtimes/runtime.ts';
import type { Role } from '../systems.ts';

/** The role that a fault is done to, and the runtime that binds the role to a process. */
export type Target = { runtime: Runtime; role: Role };

export interface Fault {
  /** As the report calls it, after the role: "payments: killed". */
  readonly title: string;
  /** Colour of its band in the timeline. */
  readonly colour: string;
  /** The roles that it can be done to; undefined: any. */
  readonly roles?: readonly Role[];
  /** Does it. */
  inject(target: Target): Promise<InForce>;
}

/** A fault that has been done and not yet undone. */
export type InForce = {
  /** What an outsider can see of it, one sentence each. Throws when it can't be seen: then it has not landed. */
  prove(): Promise<string[]>;
  /** Undoes it, and answers what shows that it is gone. */
  heal(): Promise<string[]>;
};
