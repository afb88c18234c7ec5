/** What the harness and k6 tell each other: settings one way (LOAD_SETTINGS in the environment), lines the other way. */

import type { Doubling, Spike, Storm } from './shape.ts';

export type LoadSettings = {
  /** Base URL of the gateway; k6 refuses one that is neither loopback nor a kitchen in containers. */
  target: string;
  seed: number;
  ratePerSecond: number;
  durationSeconds: number;
  /** When there are more orders, when clients ask again, and when they send everything twice; never, unless said. */
  spikes?: readonly Spike[];
  storms?: readonly Storm[];
  doublings?: readonly Doubling[];
  clientTimeoutMs: number;
  /** How long after the end of the load the last clients stop asking for their orders. */
  readAfterLoadMs: number;
  /** Authorization by customer id, here or in a file. */
  apiKeys?: Record<string, string>;
  apiKeysFile?: string;
  /** Whether k6 lets the customers in before the load. */
  customersMoveIn?: boolean;
  /** Where k6 writes what it counted (LoadSummary); `stdout` is no file. */
  summaryFile: string;
};

/** One line of k6's console output. Everything else about an order follows from the seed and its index. */
export type LoadLine =
  | { kind: 'start'; startMs: number }
  | {
      kind: 'place';
      index: number;
      sentMs: number;
      answeredMs: number;
      status: number;
      orderId: string | null;
      state: string | null;
      effect: 'none' | 'unknown' | null;
      /** Where the client would ask again, or asks twice: how often it has asked, this time included. */
      attempt?: number;
    }
  | {
      kind: 'read';
      orderId: string;
      sentMs: number;
      answeredMs: number;
      status: number;
      state: string | null;
    }
  | { kind: 'move'; customerId: string; address: string; sentMs: number; answeredMs: number; status: number };

/** k6's own count, independent of the lines: a line that got lost is found by comparing. */
export type LoadSummary = { started: number; dropped: number };
