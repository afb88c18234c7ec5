/** A process that does a yardstick's work and nothing else, so that its CPU is that of the work. */

import { prepareCommit } from './commit.ts';
import { prepareHop, serveHops } from './hop.ts';
import { type Pace, repeat } from './pace.ts';

/** What the worker is told, and what it answers: once when it is ready (a server: with its address), then per task. */
export type Task = { pace: Pace; seconds: number };
export type Answer = { ready: string } | { count: number };

const PREPARE = {
  hop: prepareHop,
  commit: prepareCommit,
  // Loaded when wanted: it would cost the others memory and time.
  message: async (target: string) => {
    // Mends kafkajs's idle timer when it is loaded, in this process too.
    await import('../../../event-driven/kafka.ts');
    return (await import('./message.ts')).prepareMessage(target);
  },
  'message-as-released': async (target: string) => (await import('./message.ts')).prepareMessage(target),
};

const [kind, target = ''] = process.argv.slice(2);
const answer = (message: Answer): void => void process.send!(message);

// The one who started it has gone.
process.once('disconnect', () => process.exit(0));

if (kind === 'server') {
  const address = await serveHops();
  process.on('message', () => undefined);
  answer({ ready: address });
} else {
  const work = await PREPARE[kind as keyof typeof PREPARE](target);
  process.on('message', ({ pace, seconds }: Task) => {
    void repeat(work, pace, seconds).then((count) => answer({ count }));
  });
  answer({ ready: '' });
}
