/** For tests: one more process of a service beside the one that a runtime has started, told the same things. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../places.ts';
import { type ServiceRole, SYSTEMS } from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';
import { freePorts } from '../ports.ts';
import type { Runtime } from '../runtime.ts';

const READY_WITHIN = { timeoutMs: 30_000, everyMs: 20 };

export type AnotherInstance = {
  url: string;
  /** Resolves when it is gone. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

/** @param more what it is told beside what the service's first process is told, or instead of it */
export async function anotherInstance(
  runtime: Runtime,
  role: ServiceRole,
  more: Readonly<Record<string, string>> = {},
): Promise<AnotherInstance> {
  const { entry } = SYSTEMS[runtime.side].services.find((service) => service.role === role)!;
  return anotherProcess(entry, { ...environmentOf(runtime, role), INSTANCE: '2', ...more });
}

/** The environment of a service that runs. */
export function environmentOf(runtime: Runtime, role: ServiceRole): Record<string, string> {
  const text = readFileSync(`/proc/${runtime.instance(role)!.pid}/environ`, 'utf8');
  const pairs = text.split('\0').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}

/** A program of a kitchen, on a port of its own; it is ready. */
export async function anotherProcess(
  entry: string,
  environment: Readonly<Record<string, string>>,
): Promise<AnotherInstance> {
  const [port] = await freePorts(1);
  const env = { ...environment, PORT: String(port) };
  const child = spawn(process.execPath, [join(ROOT, entry)], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const url = `http://127.0.0.1:${port}`;
  const isReady = async (): Promise<boolean> => {
    const answer = await fetch(`${url}/health/ready`).catch(() => null); // it does not listen yet
    return answer?.ok === true;
  };
  if ((await waitUntil(isReady, READY_WITHIN)) !== true) {
    child.kill('SIGKILL');
    throw new Error(`${entry} did not become ready.`);
  }
  return {
    url,
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
