/** For tests: what a rung hands out, over a database in memory that knows its statements by their names, and a broker. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { NamedStatement, Pool } from '#shared/platform/postgres.ts';
import { createArm } from '../arm.ts';
import type { KitchenConfig } from '../config.ts';
import type { OutgoingMessage } from '../events.ts';
import { TOP } from '../ladder.ts';
import type { Mutant } from '../mutants.ts';
import type { LeadEvents } from '../patterns/publishing/leading.ts';
import { silentLog, silentMetrics } from './silent.ts';

type Statement = string | NamedStatement;
type Answer = { rows: object[]; rowCount: number };

/** The top of the ladder, alone and leading; `answers` says what statements are answered with, others find nothing. */
export async function givenArm(
  mutant: Mutant | undefined,
  answers: (statement: NamedStatement) => object[] = () => [],
) {
  const committed: NamedStatement[] = [];
  const sent: OutgoingMessage[] = [];
  let breaks = false;

  const named = (statement: Statement): NamedStatement =>
    typeof statement === 'string' ? { name: statement, text: statement, values: [] } : statement;
  const answer = (statement: NamedStatement): Answer => ({ rows: answers(statement), rowCount: 1 });
  const pool = {
    async query(statement: Statement) {
      committed.push(named(statement));
      return answer(named(statement));
    },
    async connect() {
      const written: NamedStatement[] = [];
      return {
        async query(statement: Statement) {
          if (statement === 'commit' && breaks) throw new Error('not committed');
          if (statement === 'commit') committed.push(...written);
          written.push(named(statement));
          return answer(named(statement));
        },
        release: () => undefined,
      };
    },
  } as unknown as Pool;

  const stops: (() => Promise<unknown>)[] = [];
  let turn: LeadEvents | undefined;
  const arm = createArm({
    service: 'stock',
    config: { ARM: TOP, MUTANT: mutant, RELAY_LINGER_MS: 0 } as KitchenConfig,
    platform: {
      ...{ log: silentLog, metrics: silentMetrics, onDrain: () => undefined, fail: () => undefined },
      onStop: (step) => void stops.push(step),
    },
    pool,
    producer: { send: async (messages) => void sent.push(...messages), disconnect: async () => undefined },
    stand(_pool, _log, on) {
      turn = on;
      return { isMine: () => true, isAlone: () => true, tell: () => undefined, stop: async () => undefined };
    },
  });
  turn?.begun();
  await turnOfTheLoop(); // a relay has found the outbox empty

  return {
    arm,
    sent,
    /** From now on no transaction is committed. */
    breakCommits(): void {
      breaks = true;
    },
    /** What such statements have written for good; to be asked when all is done. */
    async written(name: string): Promise<unknown[][]> {
      await turnOfTheLoop();
      for (const stop of stops.splice(0)) await stop();
      return committed.filter((statement) => statement.name === name).map(({ values }) => values);
    },
  };
}
