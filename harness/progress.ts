/** Progress on long work, as the harness tells it: a bar on a terminal, plain lines elsewhere (harness/commands/progress.ts). */

export interface Progress {
  /** A new piece of work begins. `totalMs` when its length is known beforehand. */
  begin(what: string, totalMs?: number): void;
  /** How far it is, 0 to 1 (null: unknown), and a few words on what is happening right now. */
  update(fraction: number | null, detail?: string): void;
  /** The piece of work is finished. */
  done(what?: string): void;
  /** A line worth keeping. */
  note(line: string): void;
}

const ignore = (): void => undefined;

export const silentProgress: Progress = { begin: ignore, update: ignore, done: ignore, note: ignore };
