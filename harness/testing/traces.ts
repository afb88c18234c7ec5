/** What a lab has started, seen from outside: its marked processes and the ports they listen on. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connectionTo } from '../faults/probe.ts';
import { MARKER_NAME } from '../runtimes/janitor.ts';
import { allProcesses, hasEnvironment } from '../runtimes/processes/process-table.ts';

/** State "listening" in /proc/net/tcp (include/net/tcp_states.h). */
const LISTENING = '0A';

/** The marker that a lab gives its children; undefined as long as it has none. */
export function markerOf(labPid: number): string | undefined {
  for (const { pid, parent } of allProcesses()) {
    if (parent !== labPid) continue;
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    const marker = environment.find((line) => line.startsWith(`${MARKER_NAME}=`));
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

/** Ports of 127.0.0.1 on which one of the processes listens. */
export function listeningPorts(pids: readonly number[]): number[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  return readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && sockets.has(fields[9]!))
    .map((fields) => Number.parseInt(fields[1]!.split(':')[1]!, 16));
}

export async function isListening(port: number): Promise<boolean> {
  return (await connectionTo(`http://127.0.0.1:${port}`)) !== 'refused';
}

/** Numbers of the sockets that a process has open. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder)
    .map((descriptor) => /^socket:\[(\d+)\]$/.exec(targetOf(`${folder}/${descriptor}`))?.[1])
    .filter((socket) => socket !== undefined);
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // closed since it was listed
  }
}
