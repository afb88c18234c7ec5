/** A service as it sees itself: what it is asked, how it answers, what it uses. */
import type { Kitchen } from '../parts/kitchens.ts';
import { type BarsPanel, bars, type LinesPanel, lines } from '../parts/panels.ts';
import { quantile, rate, ratePart } from '../parts/promql.ts';
import { LATENCY_SCALE } from './orders.ts';

const SERVED = 'http_server_request_duration_seconds';

export const servedLatency = ({ own }: Kitchen): LinesPanel =>
  lines({
    title: 'Time to answer, by service, 95th percentile',
    look: 'Who is slow, and who only waits for whom is slow: the line that rises first and stays highest without its callees. The scale is logarithmic.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    lines: [{ name: '{{service}}', expr: quantile(0.95, SERVED, own, 'service') }],
  });

export const answers = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Answers a second, by kind',
    look: 'Well is 2xx. Not allowed is the asker’s fault (4xx), not able is the service’s (5xx). No answer got out: the caller had hung up.',
    unit: 'perSecond',
    lines: [
      { name: 'well', expr: answered(own, more, '2..'), look: 'completed' },
      { name: 'not allowed', expr: answered(own, more, '4..'), look: 'undecided' },
      { name: 'not able', expr: answered(own, more, '5..'), look: 'refused' },
      { name: 'no answer got out', expr: answered(own, more, '0'), look: 'harm' },
    ],
  });

const answered = (own: string, more: string, status: string) =>
  ratePart(`${SERVED}_count`, `${own}${more}`, `status=~"${status}"`);

export const latencySpread = ({ own }: Kitchen, more: string): LinesPanel =>
  lines({
    title: 'Time to answer: 50th, 95th, 99th percentile',
    look: 'How far the unlucky are from the usual, over all routes. The scale is logarithmic.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    lines: [
      { name: '50th', expr: quantile(0.5, SERVED, `${own}${more}`), look: 'middle', dashes: [2, 3] },
      { name: '95th', expr: quantile(0.95, SERVED, `${own}${more}`), look: 'middle' },
      { name: '99th', expr: quantile(0.99, SERVED, `${own}${more}`), look: 'middle', dashes: [9, 4] },
    ],
  });

export const routes = ({ own }: Kitchen, more: string): BarsPanel =>
  bars({
    title: 'Time to answer, by route, 95th percentile',
    look: 'Which route is the slow one, over all of the time shown.',
    unit: 'seconds',
    lines: [
      {
        name: '{{method}} {{route}}',
        expr: `histogram_quantile(0.95, sum by (le, method, route) (increase(${SERVED}_bucket{${own}${more}}[$__range])))`,
      },
    ],
  });

export const eventLoop = ({ own }: Kitchen, more: string): LinesPanel =>
  lines({
    title: 'Delay of the event loop',
    look: 'How late Node.js is with what is due. Below 20 ms all is well; above 100 ms the process is too busy to answer anybody. The scale is logarithmic.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    lines: [
      { name: '50th', expr: `max(nodejs_eventloop_lag_p50_seconds{${own}${more}})`, look: 'middle' },
      { name: '99th', expr: `max(nodejs_eventloop_lag_p99_seconds{${own}${more}})`, look: 'edge' },
    ],
  });

export const pool = ({ own }: Kitchen, more: string): LinesPanel =>
  lines({
    title: 'Connections to the database',
    look: 'Busy at the limit, with statements that wait: the database is slow, or the pool is too small.',
    unit: 'pieces',
    nothing: 'this service has no database',
    lines: [
      { name: 'busy', expr: `sum(postgres_pool_connections{${own}${more},state="busy"})`, look: 'middle' },
      { name: 'idle', expr: `sum(postgres_pool_connections{${own}${more},state="idle"})`, look: 'edge' },
      { name: 'limit', expr: `sum(postgres_pool_connections_limit{${own}${more}})`, look: 'limit' },
      {
        name: 'statements that wait',
        expr: `sum(postgres_pool_waiting_requests{${own}${more}})`,
        look: 'refused',
      },
    ],
  });

export const cpu = ({ own }: Kitchen, more: string): LinesPanel =>
  lines({
    title: 'CPU',
    look: 'A Node.js process does its work on one core: near 1 it can do no more. What is collected as garbage is part of it.',
    unit: 'cores',
    lines: [
      { name: 'all', expr: `sum(${rate(`process_cpu_seconds_total{${own}${more}}`)})`, look: 'middle' },
      {
        name: 'of it, garbage collection',
        expr: `sum(${rate(`nodejs_gc_duration_seconds_sum{${own}${more}}`)})`,
        look: 'edge',
      },
    ],
  });

export const memory = ({ own }: Kitchen, more: string): LinesPanel =>
  lines({
    title: 'Memory',
    look: 'A saw-tooth is garbage that is collected. A slope that never comes back is a leak, or a queue that grows.',
    unit: 'bytes',
    lines: [
      { name: 'resident', expr: `sum(process_resident_memory_bytes{${own}${more}})`, look: 'middle' },
      { name: 'heap used', expr: `sum(nodejs_heap_size_used_bytes{${own}${more}})`, look: 'edge' },
    ],
  });
