/** Follows `docker events`, so that the end of a container is known when it happens, whoever caused it. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Docker } from '../../tools/docker/client.ts';

export type Deaths = {
  /** Resolves at the next end of this container; also when docker stops telling, as it does when its daemon ends. */
  of(container: string): Promise<void>;
  close(): Promise<void>;
};

type Event = { Actor: { ID: string } };

export function followDeaths(docker: Docker, runLabel: string): Deaths {
  const waiting = new Map<string, () => void>();
  // A moment back: what happens between now and the engine's first answer is told, too.
  const since = String(Math.floor(Date.now() / 1000));
  const filters = ['--filter', `label=${runLabel}`, '--filter', 'event=die'];
  const child = spawn(docker.program, ['events', '--since', since, ...filters, '--format', '{{json .}}'], {
    env: docker.environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  void ended.then(() => {
    for (const tell of waiting.values()) tell();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { Actor } = JSON.parse(line) as Event;
    waiting.get(Actor.ID)?.();
    waiting.delete(Actor.ID);
  });
  return {
    of: (container) => new Promise((resolve) => waiting.set(container, resolve)),
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
