/** An order's story: every hop that the evidence and the logs know of, in the order of time. */

export type StoryStep = {
  atMs: number;
  /** Where the time is that of an interval's start: how long it took. */
  durationMs: number | null;
  /** The client, a service, a topic, or the bank. */
  where: string;
  /** A sentence in the domain's words. */
  what: string;
  /** What the step is known from: `operation`, `row`, `event`, `bank`, `log`, `fault`. */
  source: 'operation' | 'row' | 'event' | 'bank' | 'log' | 'fault';
};

export type Story = {
  side: 'rr' | 'ed';
  orderId: string | null;
  key: string;
  bucket: string;
  why: string;
  steps: StoryStep[];
};
