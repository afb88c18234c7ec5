/** Starts a worker and gives it tasks. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchContext } from '../part.ts';
import type { Pace } from './pace.ts';
import type { Answer, Task } from './worker.ts';

export type Worker = {
  pid: number;
  /** Where a server listens; empty for others. */
  address: string;
  /** @returns how often the work was done */
  work(pace: Pace, seconds: number): Promise<number>;
  end(): void;
};

export async function startWorker({ janitor }: BenchContext, kind: string, target = ''): Promise<Worker> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [kind, target], {
    env: { ...process.env, ...janitor.marker },
  });
  const [ready] = (await answerOf(child)) as [{ ready: string }];
  return {
    pid: child.pid!,
    address: ready.ready,
    async work(pace, seconds) {
      child.send({ pace, seconds } satisfies Task);
      const [answer] = (await answerOf(child)) as [{ count: number }];
      return answer.count;
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** The next message; rejects when the worker ends instead. */
async function answerOf(child: ChildProcess): Promise<Answer[]> {
  const ended = new AbortController();
  const onExit = (code: number | null) =>
    ended.abort(new Error(`A worker of the yardstick ended with code ${code}.`));
  child.once('exit', onExit);
  try {
    return (await once(child, 'message', { signal: ended.signal })) as Answer[];
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    child.off('exit', onExit);
  }
}
