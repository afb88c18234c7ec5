/**
 * Leading: of the relays of one outbox, one in each process of a service, one publishes at a time, so that what is about
 * one key is said once and in its order. It holds a lock of a session of its database. When its process stops or dies, the
 * session ends, and the next in the queue has the lock at once. A process that hangs is noticed by the database, which ends
 * a session that is silent for too long. The others tell the leader of what they have committed.
 */
import { randomUUID } from 'node:crypto';
import type { Log } from '#shared/platform/log.ts';
import { pause } from '#shared/platform/pause.ts';
import { openSession, type Pool, type Session } from '#shared/platform/postgres.ts';
import { backoffMs } from '../failures/retry.ts';

export type LeadEvents = {
  /** It is this process's turn. */
  begun(): void;
  /** It is not any more. */
  lost(): void;
  /** Another process has rows in the outbox, or is there and soon may. */
  told(): void;
};

export type Lead = {
  isMine(): boolean;
  /** Tells whoever leads that there are rows to publish. */
  tell(): void;
  /** Makes room for the next in the queue. */
  stop(): Promise<void>;
};

/** Any number, the same in all processes; locks are those of a database. */
const LOCK = 727_275;
const CHANNEL = 'outbox';
const ALIVE_EVERY_MS = 1_000;
const SILENT_FOR_MS = 3_000;
/** Then it stands in the queue anew: a connection that is gone and has not said so is not waited on for ever. */
const QUEUE_FOR_MS = 60_000;
const QUEUED_FOR_LONG = '55P03';

export function standForLead(pool: Pool, log: Log, on: LeadEvents): Lead {
  const me = randomUUID();
  const stopped = new AbortController();
  let session: Session | undefined;
  let isMine = false;
  let telling: Promise<void> | undefined;
  let moreToTell = false;
  const standing = stand();

  async function stand(): Promise<void> {
    for (let attempt = 1; !stopped.signal.aborted; attempt += 1) {
      try {
        await leadOnce();
        attempt = 0;
      } catch (error) {
        if (!stopped.signal.aborted) log.warn({ err: error, attempt }, 'not in the queue of who publishes');
      }
      await pause(backoffMs(attempt), stopped.signal);
    }
  }

  /** Resolves when the turn is over. */
  async function leadOnce(): Promise<void> {
    const mine = await openSession(pool, { answerWithinMs: 2 * QUEUE_FOR_MS, log });
    session = mine;
    const ended = new Promise<void>((resolve) => mine.once('end', () => resolve()));
    try {
      if (stopped.signal.aborted) return;
      await mine.query(`set lock_timeout = ${QUEUE_FOR_MS}; set idle_session_timeout = ${SILENT_FOR_MS}`);
      await queueUp(mine);
      mine.on('notification', ({ payload }) => {
        if (payload !== me) on.told();
      });
      await mine.query(`listen ${CHANNEL}`);
      isMine = true;
      log.info('publishes the outbox');
      on.begun();
      await whileAlive(mine, ended);
    } finally {
      if (isMine) {
        isMine = false;
        on.lost();
      }
      await mine.end();
    }
  }

  async function queueUp(mine: Session): Promise<void> {
    const { rows } = await mine.query<{ free: boolean }>(`select pg_try_advisory_lock(${LOCK}) as free`);
    if (rows[0]!.free) return;
    log.info('another process publishes the outbox');
    tell();
    for (;;) {
      try {
        await mine.query(`select pg_advisory_lock(${LOCK})`);
        return;
      } catch (error) {
        if ((error as { code?: unknown }).code !== QUEUED_FOR_LONG) throw error;
      }
    }
  }

  /** A sign of life that fails needs no answer: then the session is over, and says so. */
  async function whileAlive(mine: Session, ended: Promise<void>): Promise<void> {
    const alive = setInterval(() => mine.query('select 1').catch(() => undefined), ALIVE_EVERY_MS);
    await ended;
    clearInterval(alive);
  }

  /** One word at a time; what comes meanwhile is told with the next. Nothing is lost with it: the leader sweeps. */
  function tell(): void {
    if (telling !== undefined) {
      moreToTell = true;
      return;
    }
    // Nobody needs to find it after a crash, so it is not worth a write to the disk.
    telling = pool
      .query({
        name: 'tell-leader',
        text: `select set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', $1)`,
        values: [me],
      })
      .then(() => undefined)
      .catch((error: unknown) => log.warn({ err: error }, 'the leader was not told'))
      .finally(() => {
        telling = undefined;
        if (!moreToTell) return;
        moreToTell = false;
        tell();
      });
  }

  return {
    isMine: () => isMine,
    tell,
    async stop() {
      stopped.abort();
      await session?.end();
      await standing;
      await telling;
    },
  };
}
