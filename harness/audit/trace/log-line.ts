/** A line of a service's log that tells of a hop: a request that it served, or a call that it made. */
export type LogLine = {
  msg: 'served' | 'called';
  service: string;
  /** When it was over. */
  atMs: number;
  durationMs: number;
  orderId: string;
  requestId?: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** Of `served`, e.g. `POST /orders`; and the problem's code, when there was one. */
  route?: string;
  code?: string;
  /** Of `called`. */
  target?: string;
  attempt?: number;
  outcome?: string;
};
