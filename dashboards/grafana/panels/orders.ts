/** What becomes of orders, and what one costs: the same questions to either kitchen. */
import type { Kitchen } from '../parts/kitchens.ts';
import { type LinesPanel, lines } from '../parts/panels.ts';
import { quantile, rate } from '../parts/promql.ts';

/** From a millisecond to longer than anybody waits: fixed, so that every latency on every page is drawn alike. */
export const LATENCY_SCALE = { min: 0.001, max: 100, log: true } as const;

/** Of accepted orders only: a quick no is no quick service. */
const acceptance = (q: number, { own }: Kitchen): string =>
  quantile(
    q,
    'http_server_request_duration_seconds',
    `${own},service="gateway",method="POST",route="/orders",status=~"201|202"`,
  );

const completion = (q: number, { own }: Kitchen): string =>
  quantile(q, 'order_completion_seconds', `${own},reason!="unavailable"`);

export const latency = (kitchen: Kitchen): LinesPanel =>
  lines({
    title: 'Latency to acceptance and to completion, 95th percentile',
    look: 'The distance between the lines is how long an accepted order is not done yet. The scale is logarithmic: one line up is ten times as long. Refusals are not in it: a quick no is no quick service.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    nothing: 'no order was accepted',
    lines: [
      { name: 'to acceptance', expr: acceptance(0.95, kitchen), look: 'accepted' },
      { name: 'to completion', expr: completion(0.95, kitchen), look: 'completed' },
    ],
  });

export const completionSpread = (kitchen: Kitchen): LinesPanel =>
  lines({
    title: 'Time to completion: 50th, 95th, 99th percentile',
    look: 'How far the unlucky are from the usual. Where all three rise together, everybody waits; where the 99th rises alone, a few do. The scale is logarithmic.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    nothing: 'no order was completed',
    lines: [
      { name: '50th', expr: completion(0.5, kitchen), look: 'completed', dashes: [2, 3] },
      { name: '95th', expr: completion(0.95, kitchen), look: 'completed' },
      { name: '99th', expr: completion(0.99, kitchen), look: 'completed', dashes: [9, 4] },
    ],
  });

export const endings = ({ own }: Kitchen): LinesPanel =>
  lines({
    title: 'How orders end',
    look: 'Confirmed, or rejected for a reason of the business, is done. Undone means that a step failed and all of it was taken back: the customer has nothing.',
    unit: 'perSecond',
    lines: [
      { name: 'confirmed', expr: reached(own, 'state="confirmed"'), look: 'completed' },
      {
        name: 'rejected by a rule',
        expr: reached(own, 'state="rejected",reason!="unavailable"'),
        look: 'accepted',
      },
      { name: 'undone', expr: reached(own, 'state="rejected",reason="unavailable"'), look: 'refused' },
    ],
  });

const reached = (own: string, which: string) => `sum(${rate(`orders_total{${own},${which}}`)})`;

export const cpuPerOrder = ({ own }: Kitchen): LinesPanel =>
  lines({
    title: 'CPU per completed order',
    look: 'What one order costs at this rate. Idle work is shared by all orders, so few orders are dear ones. With PostgreSQL and Kafka it is known only while the harness measures.',
    unit: 'seconds',
    nothing: 'no order was completed',
    lines: [
      {
        name: 'all of the kitchen',
        expr: `architecture:cpu_seconds_per_order:rate5s{${own}}`,
        look: 'middle',
      },
      {
        name: 'its services',
        expr: `sum(${rate(`process_cpu_seconds_total{${own}}`)}) / (sum(architecture:orders_completed:rate5s{${own}}) > 0)`,
        look: 'edge',
      },
    ],
  });
