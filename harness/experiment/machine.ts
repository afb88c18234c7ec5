/** The machine that something was measured on. */
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Experiment } from '../scenarios/scenario.ts';

const BYTES_PER_GB = 1e9;

export function describeMachine(): Experiment['machine'] {
  return {
    cpus: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round((totalmem() / BYTES_PER_GB) * 10) / 10,
    system: `${type()} ${release()}`,
  };
}

export const machineInWords = ({ cpus, model, memoryGb, system }: Experiment['machine']): string =>
  `${cpus} × ${model}, ${memoryGb} GB, ${system}`;

/** How a page of the documentation came about. */
export type Made = { command: string; date: string; machine: string };

export const madeHere = (command: string): Made => ({
  ...{ command, date: new Date().toISOString().slice(0, 10), machine: machineInWords(describeMachine()) },
});
