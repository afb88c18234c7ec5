/** Errors a user can do something about: one clear sentence that names what is wrong and what would be right. */

/** Exit codes of `./lab`, documented in the README. */
export const EXIT = {
  ok: 0,
  failed: 1,
  unsafe: 2,
  invalid: 3,
  usage: 64,
  unavailable: 69,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export class LabError extends Error {
  readonly exitCode: ExitCode;
  /** More lines for the one who wants to know, e.g. the last lines of a log. */
  readonly details: readonly string[];

  constructor(
    exitCode: ExitCode,
    message: string,
    options: { cause?: unknown; details?: readonly string[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LabError';
    this.exitCode = exitCode;
    this.details = options.details ?? [];
  }
}
