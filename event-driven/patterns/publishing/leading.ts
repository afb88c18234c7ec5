/**
 * Leading: of the relays of one outbox, one in each process of a service, one publishes at a time, so that what is about
 * one key is said once and in its order. It holds a lock of a session of its database. When its process stops or dies, the
 * session ends, and the others, who ask for the lock again and again, have it soon. A session that is silent for too long
 * is ended by the database: so a process that hangs leads no more, and one that gets no answer counts itself out as early.
 * The others tell the leader that they are there, and of what they have committed.
 */
import { randomUUID } from 'node:crypto';
import type { Log } from '#shared/platform/log.ts';
import { pause } from '#shared/platform/pause.ts';
import { endSession, openSession, type Pool, type Session } from '#shared/platform/postgres.ts';
import { backoffMs } from '../failures/retry.ts';
import { within } from '../failures/within.ts';

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
  /** Nobody else has been there for as long as the database lets anybody be silent. */
  isAlone(): boolean;
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
/** Asked for, not waited for in the database: a statement that waits has a snapshot, and keeps vacuum from its work. */
const ASK_EVERY_MS = 250;

export function standForLead(pool: Pool, log: Log, on: LeadEvents, open = openSession): Lead {
  const me = randomUUID();
  const stopped = new AbortController();
  let session: Session | undefined;
  let hasTurn = false;
  /** When the last sign of life was given that was answered: for so long after it the database does not end the session. */
  let aliveMs = 0;
  let toldMs = 0;
  let telling: Promise<void> | undefined;
  let moreToTell = false;
  const standing = stand();

  /** Also when this process has hung meanwhile, and no timer has told it yet. */
  function isMine(): boolean {
    return hasTurn && performance.now() < aliveMs + SILENT_FOR_MS;
  }

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
    const mine = await open(pool, { answerWithinMs: SILENT_FOR_MS, log });
    session = mine;
    const ended = new AbortController();
    mine.once('end', () => ended.abort());
    const signal = AbortSignal.any([stopped.signal, ended.signal]);
    try {
      mine.on('notification', ({ payload }) => {
        if (payload === me || !isMine()) return;
        toldMs = performance.now();
        on.told();
      });
      // Before it queues: who leads has heard all that was told since. What it says there is not worth a write to the disk.
      await mine.query(
        `set idle_session_timeout = ${SILENT_FOR_MS}; set synchronous_commit = off; listen ${CHANNEL}`,
      );
      if (!(await queueUp(mine, signal))) return;
      hasTurn = true;
      toldMs = performance.now();
      log.info('publishes the outbox');
      on.begun();
      await whileAlive(mine, signal);
    } finally {
      lose();
      await endSession(mine);
    }
  }

  function lose(): void {
    if (!hasTurn) return;
    hasTurn = false;
    on.lost();
  }

  /** True when it has the lock. Whoever leads is told again and again who else is there: it may be another by then. */
  async function queueUp(mine: Session, signal: AbortSignal): Promise<boolean> {
    let saidMs = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const askedMs = performance.now();
      const { rows } = await mine.query<{ free: boolean }>(`select pg_try_advisory_lock(${LOCK}) as free`);
      aliveMs = askedMs;
      if (rows[0]!.free) return true;
      if (askedMs - saidMs >= ALIVE_EVERY_MS) {
        if (saidMs < 0) log.info('another process publishes the outbox');
        saidMs = askedMs;
        await mine.query(`select pg_notify('${CHANNEL}', '${me}')`);
      }
      await pause(ASK_EVERY_MS, signal);
    }
    return false;
  }

  /** Resolves when the session has ended, or may have: the database does not wait for longer either. */
  async function whileAlive(mine: Session, signal: AbortSignal): Promise<void> {
    for (;;) {
      await pause(aliveMs + ALIVE_EVERY_MS - performance.now(), signal);
      if (signal.aborted) return;
      const saidMs = performance.now();
      try {
        await within(aliveMs + SILENT_FOR_MS - saidMs, mine.query('select 1'));
      } catch (error) {
        if (!signal.aborted)
          log.warn({ err: error }, 'publishes the outbox no more: no sign of life got through');
        return;
      }
      if (!isMine()) return log.warn('publishes the outbox no more: it was silent for too long');
      aliveMs = saidMs;
    }
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
    isMine,
    isAlone: () => performance.now() - toldMs > SILENT_FOR_MS,
    tell,
    async stop() {
      stopped.abort();
      lose();
      if (session !== undefined) await endSession(session);
      await standing;
      await telling;
    },
  };
}
