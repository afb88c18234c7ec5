/**
 * Progress on long work, on standard error so that standard output stays clean: a bar on a terminal; elsewhere plain
 * lines, one per piece of work and one more every LINE_EVERY_MS while it lasts.
 *
 * Drawn here rather than by a prompt library: those put the terminal in raw mode and turn Ctrl-C into an exit of the
 * process, which would leave a killed service dead and its kitchen running.
 */
import type { Progress } from '../../progress.ts';

const LINE_EVERY_MS = 5_000;
const DRAW_EVERY_MS = 200;
const BAR_CELLS = 20;

export type ProgressTarget = Pick<NodeJS.WriteStream, 'write' | 'columns'>;

/** The progress for this terminal. Close it before anything else is printed: it takes the bar away. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress & { close(): void } {
  return stream.isTTY === true ? barProgress(stream) : lineProgress(stream);
}

/**
 * One line when a piece of work begins, one whenever its phase changes ("baseline: 100/s" is a phase and its numbers),
 * and one every LINE_EVERY_MS that tells how far it is.
 */
export function lineProgress(
  target: ProgressTarget,
  now: () => number = Date.now,
): Progress & { close(): void } {
  const work = createWork(now);
  let lineAtMs = 0;
  let phase: string | null = null;
  const line = (text: string): void => {
    target.write(`${text}\n`);
    lineAtMs = now();
  };
  return {
    begin(what, totalMs) {
      work.begin(what, totalMs);
      phase = null;
      line(totalMs === undefined ? what : `${what} (${Math.round(totalMs / 1000)} s)`);
    },
    update(fraction, detail) {
      work.update(fraction, detail);
      const [, newPhase = phase] = /^([^:]+):/.exec(detail ?? '') ?? [];
      if (newPhase !== phase || now() - lineAtMs >= LINE_EVERY_MS) line(`  ${work.state().join(', ')}`);
      phase = newPhase;
    },
    done(what) {
      if (what !== undefined) line(`  ${what}`);
      work.end();
    },
    note: line,
    close: () => work.end(),
  };
}

/** One line that is drawn over and over: what is done, a bar when its length is known, and a few words. */
export function barProgress(
  target: ProgressTarget,
  now: () => number = Date.now,
): Progress & { close(): void } {
  const work = createWork(now);
  const erase = '\r\u001b[2K';
  const draw = (): void => {
    const what = work.what();
    if (what === null) return;
    const text = [what, bar(work.fraction()), ...work.state()].filter((part) => part !== '').join('  ');
    target.write(`${erase}${text.slice(0, (target.columns ?? 80) - 1)}`);
  };
  const keep = (text: string): void => void target.write(`${erase}${text}\n`);
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    if (work.what() !== null) target.write(erase);
    work.end();
  };
  return {
    begin(what, totalMs) {
      stop();
      work.begin(what, totalMs);
      draw();
      // Time passes also while nobody calls update().
      timer = setInterval(draw, DRAW_EVERY_MS);
      timer.unref();
    },
    update: (fraction, detail) => work.update(fraction, detail),
    done(what) {
      const kept = what ?? work.what();
      const took = work.seconds();
      stop();
      if (kept !== null) keep(`${kept}  ${took}`);
    },
    note(text) {
      keep(text);
      draw();
    },
    close: stop,
  };
}

/** The piece of work that is under way. */
function createWork(now: () => number) {
  let current: { what: string; totalMs: number | null; startedAtMs: number } | null = null;
  let told: { fraction: number | null; detail: string } = { fraction: null, detail: '' };
  const elapsedMs = (): number => (current === null ? 0 : now() - current.startedAtMs);
  const fraction = (): number | null => {
    if (told.fraction !== null) return told.fraction;
    return current?.totalMs ? Math.min(1, elapsedMs() / current.totalMs) : null;
  };
  const seconds = (): string => `${Math.round(elapsedMs() / 1000)} s`;
  return {
    begin(what: string, totalMs?: number): void {
      current = { what, totalMs: totalMs ?? null, startedAtMs: now() };
      told = { fraction: null, detail: '' };
    },
    update(fraction: number | null, detail?: string): void {
      told = { fraction, detail: detail ?? told.detail };
    },
    end(): void {
      current = null;
    },
    what: (): string | null => current?.what ?? null,
    fraction,
    seconds,
    /** How far it is, in words: percent, seconds, detail; those that are known. */
    state(): string[] {
      const part = fraction();
      return [part === null ? '' : `${Math.round(part * 100)} %`, seconds(), told.detail].filter(
        (text) => text !== '',
      );
    },
  };
}

function bar(fraction: number | null): string {
  if (fraction === null) return '';
  const full = Math.round(fraction * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
}
