/** What every step of a run may need. */
import type { Side } from '../evidence/records.ts';
import type { Observatory } from '../observe/observatory.ts';
import type { Progress } from '../progress.ts';
import type { Janitor } from '../runtimes/janitor.ts';
import type { Experiment } from '../scenarios/scenario.ts';
import type { RunTools } from '../tools/tools.ts';

export type RunContext = {
  experiment: Experiment;
  /** Of the run. */
  folder: string;
  progress: Progress;
  /** Aborts when the user has had enough. */
  signal: AbortSignal;
  tools: RunTools;
  janitor: Janitor;
  /** Undefined when nobody asked for dashboards. */
  observatory?: Observatory | undefined;
  /** Test-only switches, by side. */
  mutants: Readonly<Partial<Record<Side, readonly string[]>>>;
};
