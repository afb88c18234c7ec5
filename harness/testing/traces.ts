/** What a lab has started, seen from outside: its marked processes, the ports they listen on, the data they keep. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { connectionTo } from '../faults/probe.ts';
import { MARKER_NAME } from '../runtimes/janitor.ts';
import { allProcesses, hasEnvironment, readProc } from '../runtimes/processes/process-table.ts';
import { SIDES } from '../systems.ts';
import { waitUntil } from '../wait-until.ts';

/** State "listening" in /proc/net/tcp (include/net/tcp_states.h). */
const LISTENING = '0A';
const BOUND = { timeoutMs: 30_000, everyMs: 50 };

/** Of a run: the marker and the ports of its processes, and the folder that was given as `--out`. */
export type Traces = { marker: string; ports: readonly number[]; out: string };

export function tracesOf(marker: string, out: string): Traces {
  return { marker, ports: listeningPorts(markedProcesses(marker)), out };
}

/** What is left of a run that has ended, or is still left when the bound is over; after a SIGKILL the janitor needs a moment. */
export async function leftOf(traces: Traces): Promise<string[]> {
  let left: string[] = [];
  await waitUntil(async () => {
    left = await lookAt(traces);
    return left.length === 0;
  }, BOUND);
  return left;
}

async function lookAt({ marker, ports, out }: Traces): Promise<string[]> {
  const listening = await Promise.all(ports.map(isListening));
  return [
    ...markedProcesses(marker).map((pid) => `process ${pid}`),
    ...ports.filter((_, index) => listening[index]).map((port) => `port ${port}`),
    ...readdirSync(out)
      .flatMap((run) => SIDES.map((side) => join(out, run, side, 'data')))
      .filter(existsSync),
  ];
}

/** The marker of a lab that is about to start something. */
export async function markerOfRun(labPid: number): Promise<string> {
  const marker = await waitUntil(() => markerOf(labPid), BOUND);
  if (marker === undefined) throw new Error('The lab has started nothing.');
  return marker;
}

/** The marker that a lab gives its children; undefined as long as it has none. */
export function markerOf(labPid: number): string | undefined {
  for (const { pid, parent } of allProcesses()) {
    if (parent !== labPid) continue;
    // It may have ended since it was listed: a client of Docker's lives for a moment.
    const environment = readProc(`/proc/${pid}/environ`)?.toString('latin1').split('\0');
    const marker = environment?.find((line) => line.startsWith(`${MARKER_NAME}=`));
    if (marker !== undefined) return marker;
  }
  return undefined;
}

/** Processes that carry the marker and are alive, paused ones among them. */
export function markedProcesses(marker: string): number[] {
  return allProcesses()
    .filter(({ pid, state }) => state !== 'Z' && hasEnvironment(pid, marker))
    .map(({ pid }) => pid);
}

/** Where the processes listen: addresses as the kernel writes them, see isLoopback. */
export function listeningAddresses(pids: readonly number[]): { address: string; port: number }[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  // Java listens on sockets of IPv6, also where it was given an address of IPv4.
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    readFileSync(table, 'latin1')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTENING && sockets.has(fields[9]!))
      .map((fields) => {
        const [address, port] = fields[1]!.split(':') as [string, string];
        return { address, port: Number.parseInt(port, 16) };
      }),
  );
}

export const listeningPorts = (pids: readonly number[]): number[] =>
  listeningAddresses(pids).map(({ port }) => port);

/** 127.0.0.1, the same as an address of IPv6, or ::1; in hexadecimal, four bytes at a time, the last of them first. */
export const isLoopback = (address: string): boolean =>
  ['0100007F', '0000000000000000FFFF00000100007F', '00000000000000000000000001000000'].includes(address);

export async function isListening(port: number): Promise<boolean> {
  return (await connectionTo(`http://127.0.0.1:${port}`)) !== 'refused';
}

/** What a process was started with. */
export function environmentOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  return Object.fromEntries(
    lines.filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
}

/** Numbers of the sockets that a process has open. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return descriptorsIn(folder)
    .map((descriptor) => /^socket:\[(\d+)\]$/.exec(targetOf(`${folder}/${descriptor}`))?.[1])
    .filter((socket) => socket !== undefined);
}

function descriptorsIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (existsSync(folder)) throw error;
    return []; // ended since it was listed, as a kitchen that closes does
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // closed since it was listed
  }
}
