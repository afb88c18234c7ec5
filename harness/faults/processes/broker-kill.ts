/** The broker is gone in an instant, and comes back with its data: what was acknowledged must still be there. */
import type { Fault, Target } from '../fault.ts';
import { kill } from './kill.ts';
import { logSince, saidSince } from './log-since.ts';

/** What a broker says when it starts on a log that nobody has closed. */
const RECOVERY = /Recovering \d+ logs(?= .* since no clean shutdown file was found)/;

export const brokerKill: Fault = {
  ...kill,
  title: 'killed',
  words: () => 'the broker killed',
  does: 'SIGKILL to Kafka, whose data is kept: started again when it is healed, it recovers',
  colour: '#a6420f',
  roles: ['kafka'],

  async inject(target: Target) {
    const { runtime } = target;
    // Loaded when wanted: whoever only names a fault needs no Kafka client.
    const { topicEnds } = await import('../../evidence/kafka-topics.ts');
    const brokers = runtime.access.kafkaBrokers();
    const before = await topicEnds(brokers);
    const log = await logSince(runtime, 'kafka');
    const killed = await kill.inject(target);

    return {
      prove: killed.prove,

      async heal() {
        const started = await killed.heal();
        const said = await saidSince(log, RECOVERY);
        const after = await topicEnds(brokers);
        const lost = [...before].filter(([place, end]) => (after.get(place) ?? 0) < end);
        if (lost.length > 0) {
          throw new Error(`Records are gone from ${lost.map(([place]) => place).join(', ')}.`);
        }
        const kept = [...before.values()].reduce((sum, end) => sum + end, 0);
        return [...started, said, `all ${kept} records of before are in its topics`];
      },
    };
  },
};
