/**
 * A line of a service's log that tells of an order's way: a request that the service served, a call that it made, or a
 * step that it could not carry out, which may have come to no call at all.
 */
export type LogLine = Served | Called | Failed;

type Line = { service: string; atMs: number; orderId: string; requestId?: string };
/** `atMs` is when it was over; `status` is that of HTTP, 0 when there was no answer. */
type Hop = Line & { durationMs: number; status: number };

/** With its route, e.g. `POST /orders`, and the problem's code when that was the answer. */
type Served = Hop & { msg: 'served'; route: string; code?: string };
type Called = Hop & { msg: 'called'; target: string; attempt?: number; outcome: string };
type Failed = Line & { msg: 'failed'; code: string; effect: 'none' | 'unknown' };
