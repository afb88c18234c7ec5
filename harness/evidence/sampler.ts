/** CPU and memory of every role, of the load generator, and of the machine, a few times a second while a run lasts. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ResourceUse, Runtime } from '../runtimes/runtime.ts';
import type { Sample } from './records.ts';

const SAMPLE_EVERY_MS = 250;
/** /proc reports in ticks of 10 ms (USER_HZ) on every architecture that Node runs on. */
const MS_PER_TICK = 10;

export type Sampler = {
  /** Looks right now. */
  sample(): Sample;
  stop(): void;
};

/** Appends a line to `file` at every look. `load` is asked for k6's use, as long as there is any. */
export function startSampler(file: string, runtime: Runtime, load: () => ResourceUse | undefined): Sampler {
  const descriptor = openSync(file, 'w');
  const sample = (): Sample => takeSample(runtime, load());
  const record = (): void => void writeSync(descriptor, `${JSON.stringify(sample())}\n`);
  const timer = setInterval(record, SAMPLE_EVERY_MS);
  let stopped = false;
  return {
    sample,
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      record();
      closeSync(descriptor);
    },
  };
}

function takeSample(runtime: Runtime, load: ResourceUse | undefined): Sample {
  const cpuMs: Record<string, number> = {};
  const rssBytes: Record<string, number> = {};
  const atMs = Date.now();
  const roles: Iterable<[string, ResourceUse]> = runtime.sample();
  for (const [role, use] of load === undefined
    ? roles
    : [...roles, ['load', load] as [string, ResourceUse]]) {
    cpuMs[role] = use.cpuMs;
    rssBytes[role] = use.rssBytes;
  }
  return { atMs, cpuMs, rssBytes, machine: parseMachine(readFileSync('/proc/stat', 'latin1')) };
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
