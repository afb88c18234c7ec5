/** CPU and memory of every role, of the load generator, the harness and the machine, a few times a second while a run lasts. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ResourceUse, Runtime } from '../runtimes/runtime.ts';
import type { Sample } from './records.ts';

const SAMPLE_EVERY_MS = 250;
/** /proc reports in ticks of 10 ms (USER_HZ) on every architecture that Node runs on. */
const MS_PER_TICK = 10;
const MICROSECONDS_PER_MS = 1000;

export type Sampler = {
  /** Looks right now. */
  sample(): Sample;
  /** From now on something that is not a role of the kitchen is looked at, too. */
  watch(name: string, use: () => ResourceUse): void;
  stop(): void;
};

/** Appends a line to `file` at every look, until one fails (a full disk, say): `onFailure` is told. */
export function startSampler(file: string, runtime: Runtime, onFailure: (error: unknown) => void): Sampler {
  const descriptor = openSync(file, 'w');
  const others = new Map<string, () => ResourceUse>([['harness', useOfHarness]]);
  const sample = (): Sample =>
    takeSample([...runtime.sample(), ...[...others].map(([name, use]) => [name, use()] as const)]);
  const record = (): void => void writeSync(descriptor, `${JSON.stringify(sample())}\n`);
  let failed = false;
  const timer = setInterval(() => {
    try {
      record();
    } catch (error) {
      failed = true;
      clearInterval(timer);
      onFailure(error);
    }
  }, SAMPLE_EVERY_MS);
  let stopped = false;
  return {
    sample,
    watch: (name, use) => void others.set(name, use),
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      try {
        if (!failed) record();
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** Part of the run, but of no kitchen: what it uses is not what other programs use, and is in no side's cost. */
function useOfHarness(): ResourceUse {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / MICROSECONDS_PER_MS, rssBytes: process.memoryUsage.rss() };
}

/** What these use, right now. */
export function takeSample(uses: readonly (readonly [string, ResourceUse])[]): Sample {
  return {
    atMs: Date.now(),
    cpuMs: Object.fromEntries(uses.map(([name, { cpuMs }]) => [name, cpuMs])),
    rssBytes: Object.fromEntries(uses.map(([name, { rssBytes }]) => [name, rssBytes])),
    machine: parseMachine(readFileSync('/proc/stat', 'latin1')),
  };
}

/** First line of /proc/stat: user nice system idle iowait irq softirq steal guest guest_nice (man 5 proc_stat). */
export function parseMachine(procStat: string): Sample['machine'] {
  const ticks = procStat.slice(0, procStat.indexOf('\n')).trim().split(/\s+/).slice(1).map(Number);
  const [
    user = 0,
    nice = 0,
    system = 0,
    idle = 0,
    ioWait = 0,
    interrupts = 0,
    softInterrupts = 0,
    stolen = 0,
  ] = ticks;
  const busy = user + nice + system + interrupts + softInterrupts;
  return {
    busyMs: busy * MS_PER_TICK,
    stolenMs: stolen * MS_PER_TICK,
    totalMs: (busy + idle + ioWait + stolen) * MS_PER_TICK,
  };
}
