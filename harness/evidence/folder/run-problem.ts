/** Why the folder of a run can not be used: a word for a list of runs, and a sentence for whoever named the run. */
import { EXIT, LabError } from '../../errors.ts';

/**
 * `not finished`: its recording was interrupted, failed, or goes on; `not judged`: nothing is wrong, and no audit was made;
 * `incomplete`: a file is gone; `edited`: a file is not what was written; `damaged`: it is no JSON; `other version`: of
 * Two Kitchens wrote it; `unreadable`: that, or an edit, or the system does not let us read a file.
 */
export type RunProblemKind =
  | 'not finished'
  | 'not judged'
  | 'incomplete'
  | 'edited'
  | 'damaged'
  | 'other version'
  | 'unreadable';

export class RunProblem extends LabError {
  readonly kind: RunProblemKind;

  constructor(kind: RunProblemKind, sentence: string, options: { cause?: unknown } = {}) {
    super(EXIT.invalid, sentence, options);
    this.name = 'RunProblem';
    this.kind = kind;
  }
}

/** What to throw for a file of a run that the system does not let us read. */
export function unreadable(folder: string, name: string, error: unknown): RunProblem {
  const { code } = error as NodeJS.ErrnoException;
  return new RunProblem('unreadable', `The run in ${folder} can not be read: ${name} can not (${code}).`, {
    cause: error,
  });
}
