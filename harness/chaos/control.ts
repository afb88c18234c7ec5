/** Lets `./lab chaos` break a kitchen that is open, and sees to it that everything is healed, whoever ends first. */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { FaultRecord } from '../evidence/records.ts';
import { type FaultListener, runFaultTimeline } from '../experiment/fault-timeline.ts';
import type { Doing } from '../faults/clash.ts';
import { doingOf, FAULTS } from '../faults/faults.ts';
import { whyNot, whyNotByHand, whyNotOf } from '../faults/possible.ts';
import { noHops } from '../runtimes/hops/hops.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { processesOf } from '../scenarios/target.ts';
import { type ChaosAnswer, type ChaosRequest, chaosRequest, LONGEST_LINE, toLine } from './messages.ts';
import { socketIn, withShortPath } from './socket.ts';
import { whyNotNow } from './why-not-now.ts';

export type Control = {
  /** Heals what is broken, and takes no more. May be called twice. */
  close(): Promise<void>;
};

/**
 * @param folder the kitchen's own; closed to others
 * @param options the rung that the kitchen stands on, and who is told of what is broken
 */
export async function openControl(
  kitchen: Runtime,
  folder: string,
  { arm, listener = () => undefined }: { arm: string; listener?: FaultListener | undefined },
): Promise<Control> {
  const closed = new AbortController();
  const underWay = new Set<Doing & { record: FaultRecord | null }>();
  const conversations = new Set<Promise<void>>();

  const tellListener = (): void => listener([...underWay].flatMap(({ record }) => record ?? []));

  async function converse(socket: Socket): Promise<void> {
    const left = new AbortController();
    // The one who asked has gone, or has had enough: that is no reason to leave anything broken.
    for (const event of ['end', 'close', 'error']) socket.on(event, () => left.abort());
    const request = await readRequest(socket);
    const answer = (message: ChaosAnswer): void => void (socket.writable && socket.write(toLine(message)));
    const problem = typeof request === 'string' ? request : whyRefused(request);
    const down = problem === undefined ? whyDown(request as ChaosRequest) : undefined;
    if (problem !== undefined) answer({ refused: problem });
    else if (down !== undefined) answer({ refused: down, isDown: true });
    else await carryOut(request as ChaosRequest, AbortSignal.any([left.signal, closed.signal]), answer);
    socket.end();
  }

  function whyRefused({
    fault,
    with: options = {},
    forSeconds: _,
    ...target
  }: ChaosRequest): string | undefined {
    const impossible =
      whyNot(fault, FAULTS[fault], { target, side: kitchen.side, with: options }) ??
      whyNotByHand(fault, target);
    if (impossible !== undefined) return impossible;
    const unfit = whyNotOf(fault, FAULTS[fault], {
      target,
      side: kitchen.side,
      instances: kitchen.instances,
      arm,
    });
    if (unfit !== undefined) return unfit;
    if (target.to !== undefined && !kitchen.hops) return noHops().message;
    const asked = doingOf({ fault, ...target });
    for (const inForce of underWay) {
      const why = whyNotNow(asked, inForce, kitchen.side);
      if (why !== undefined) return why;
    }
    if (closed.signal.aborted) return 'The kitchen is closing.';
    return undefined;
  }

  /** Why there is nothing left to break, or to break it with. */
  function whyDown({ fault, ...target }: ChaosRequest): string | undefined {
    const needed = FAULTS[fault].needsRunning?.(kitchen.side, target);
    const down = (needed ?? [target])
      .flatMap((each) => processesOf(each, kitchen))
      .find((each) => kitchen.instance(each) === undefined);
    if (down === undefined) return undefined;
    return needed === undefined
      ? `${down} is down already: there is nothing to break.`
      : `${down} is down, and ${fault} needs it.`;
  }

  async function carryOut(
    request: ChaosRequest,
    signal: AbortSignal,
    answer: (message: ChaosAnswer) => void,
  ): Promise<void> {
    const here: Doing & { record: FaultRecord | null } = { ...doingOf(request), record: null };
    underWay.add(here);
    let record: FaultRecord | undefined;
    let told = 0;
    const onChange: FaultListener = ([inForce]) => {
      here.record = inForce ?? null;
      tellListener();
      if (inForce === undefined) return;
      record = inForce;
      if (inForce.proof.length === 0) return;
      told = inForce.proof.length;
      answer({ inForce: inForce.proof });
    };
    const planned = [{ ...request, afterSeconds: 0 }];
    try {
      [record] = await runFaultTimeline(kitchen, planned, Date.now(), signal, { listener: onChange });
    } catch (error) {
      // Ended before its time, and healed all the same.
      if (!signal.aborted) throw error;
    } finally {
      underWay.delete(here);
    }
    const ok = record !== undefined && record.landedAtMs !== null && record.healedAtMs !== null;
    answer({ over: record?.proof.slice(told) ?? [], ok });
  }

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const conversation = converse(socket).catch((error: unknown) => void socket.destroy(error as Error));
    conversations.add(conversation);
    void conversation.then(() => conversations.delete(conversation));
  });
  await withShortPath(folder, (path) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(path, resolve);
    return promise;
  });
  await chmod(socketIn(folder), 0o600);

  async function closeAll(): Promise<void> {
    closed.abort();
    const served = new Promise((resolve) => server.close(resolve));
    await Promise.all(conversations);
    await served;
    await rm(socketIn(folder), { force: true });
  }
  let closing: Promise<void> | undefined;
  return { close: () => (closing ??= closeAll()) };
}

/** The request, or in a sentence what is wrong with it. */
async function readRequest(socket: Socket): Promise<ChaosRequest | string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    if (text.includes('\n') || text.length > LONGEST_LINE) resolve(text);
  });
  socket.once('end', () => resolve(text));
  socket.once('close', () => resolve(text));
  const [line = ''] = (await promise).split('\n');
  try {
    const parsed = chaosRequest.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : 'This is not a request that the lab knows.';
  } catch {
    return 'This is not a request that the lab knows.'; // no JSON
  }
}
