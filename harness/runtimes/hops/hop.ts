/**
 * A hop of a kitchen, the way from a service to an instance of another, to its database or to the broker, as it can be slowed
 * down and cut.
 * Both hit connections that are open already as well as new ones.
 */
import type { Toxic, ToxiproxyClient } from './toxiproxy-client.ts';

/** `request`: the way there only; `answer`: the request arrives, and is answered late, or in vain. */
export const DIRECTIONS = ['both', 'request', 'answer'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Hop {
  /** Where the harness itself can go the same way: `127.0.0.1:20001`. */
  readonly address: string;
  /** Whatever the direction, an answer comes `latencyMs` later, give or take `jitterMs`; with `both` half of it each way. */
  slow(how: { latencyMs: number; jitterMs: number; direction: Direction }): Promise<void>;
  /**
   * What is sent vanishes, and nobody is told: connections stay open, new ones can be made, and both are silent. When it
   * is cleared they are closed, since a stream that has lost some of its bytes can not go on. (That one side has closed
   * a connection still passes, unlike in a network that is cut; and a way to a dead process refuses, cut or not.)
   */
  cut(how: { direction: Direction }): Promise<void>;
  /** As if nothing had been done to it. */
  clear(): Promise<void>;
}

const STREAMS = { both: ['upstream', 'downstream'], request: ['upstream'], answer: ['downstream'] } as const;

/** @param proxy its name at Toxiproxy */
export function createHop(toxiproxy: ToxiproxyClient, proxy: string, address: string): Hop {
  async function add(direction: Direction, toxic: (share: number) => Omit<Toxic, 'name' | 'stream'>) {
    const streams = STREAMS[direction];
    for (const stream of streams) {
      const { type, attributes } = toxic(1 / streams.length);
      await toxiproxy.add(proxy, { name: `${type}-${stream}`, stream, type, attributes } as Toxic);
    }
  }
  return {
    address,
    slow: ({ latencyMs, jitterMs, direction }) =>
      add(direction, (share) => ({
        type: 'latency',
        // Rounded up, so that the whole is never less than what was asked for.
        attributes: { latency: Math.ceil(latencyMs * share), jitter: Math.floor(jitterMs * share) },
      })),
    cut: ({ direction }) => add(direction, () => ({ type: 'timeout', attributes: { timeout: 0 } })),
    clear: () => toxiproxy.clear(proxy),
  };
}
