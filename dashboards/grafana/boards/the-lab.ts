/** The lab itself: was the load delivered, what was broken when, and did the machine have room? Without that no other page means anything. */
import type { Dashboard } from '../drawing/dashboard.ts';
import { cpuPerOrder, LATENCY_SCALE } from '../panels/orders.ts';
import { EVENT_DRIVEN, type Kitchen, REQUEST_RESPONSE } from '../parts/kitchens.ts';
import { mirror } from '../parts/mirror.ts';
import { lines, row, states } from '../parts/panels.ts';
import { rate, ratePart } from '../parts/promql.ts';

const NO_LOAD = 'no load';
const NO_HARNESS = 'known only while the harness measures';

const load = ({ own }: Kitchen) =>
  lines({
    title: 'Load: answered and dropped',
    look: 'Dropped orders are wanted and could not even be started: they count as failed. More than one in a hundred, and the run does not count.',
    unit: 'perSecond',
    nothing: NO_LOAD,
    lines: [
      {
        name: 'accepted',
        expr: ratePart('k6_orders_answered_total', own, 'outcome="accepted"'),
        look: 'accepted',
      },
      {
        name: 'refused',
        expr: ratePart('k6_orders_answered_total', own, 'outcome="refused"'),
        look: 'refused',
      },
      {
        name: 'outcome unknown',
        expr: ratePart('k6_orders_answered_total', own, 'outcome="unknown"'),
        look: 'undecided',
      },
      {
        name: 'dropped',
        // k6 does not speak of drops before there is one.
        expr: `sum(${rate(`k6_dropped_iterations_total{${own}}`)}) or 0 * sum(${rate(`k6_iterations_total{${own}}`)})`,
        look: 'harm',
      },
    ],
  });

const customers = ({ own }: Kitchen) =>
  lines({
    title: 'Waiting customers',
    look: 'Virtual users at work, each with one order at a time. When they reach their number, the next orders are dropped.',
    unit: 'pieces',
    nothing: NO_LOAD,
    lines: [
      { name: 'at work', expr: `sum(k6_vus{${own}})`, look: 'middle' },
      { name: 'there are', expr: `sum(k6_vus_max{${own}})`, look: 'limit' },
    ],
  });

const seenByCustomers = ({ own }: Kitchen) =>
  lines({
    title: 'Time to any answer, as the customer sees it, 95th percentile',
    look: 'Measured by k6, whatever the answer: a quick refusal pulls the line down, so compare with Side by side. The scale is logarithmic.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    nothing: NO_LOAD,
    lines: [
      { name: 'place an order', expr: answerTime(own, 'place'), look: 'accepted' },
      { name: 'read an order', expr: answerTime(own, 'read'), look: 'middle', dashes: [2, 3] },
      { name: 'move house', expr: answerTime(own, 'move'), look: 'edge' },
    ],
  });

const answerTime = (own: string, operation: string) =>
  `histogram_quantile(0.95, sum(${rate(`k6_http_req_duration_seconds{${own},operation="${operation}"}`)}))`;

const faults = ({ own }: Kitchen) =>
  states({
    title: 'Faults',
    look: 'What the harness breaks, in whom, and for how long: the bands behind all other panels. What was killed by hand is seen under “Who is up”, on Side by side.',
    states: 'fault',
    nothing: 'nothing was broken',
    lines: [{ name: '{{role}}: {{fault}}', expr: `max by (role, fault) (lab_fault_active{${own}})` }],
  });

const machine = lines({
  title: 'The machine',
  look: 'Near 100 % the machine is the bottleneck, and both kitchens are measured wrongly. Stolen is what other guests of the same host took.',
  unit: 'share',
  scale: { min: 0, max: 1 },
  nothing: NO_HARNESS,
  lines: [
    { name: 'busy', expr: ofMachine('busy'), look: 'middle' },
    { name: 'stolen', expr: ofMachine('stolen'), look: 'harm' },
  ],
});

function ofMachine(what: string): string {
  return `sum(${rate(`lab_machine_cpu_${what}_seconds_total`)}) / (sum(${rate('lab_machine_cpu_seconds_total')}) > 0)`;
}

const looks = lines({
  title: 'Time of one look of Prometheus',
  look: 'The longest of all services. A look that takes a second is given up, and leaves a gap in every panel.',
  unit: 'seconds',
  scale: LATENCY_SCALE,
  lines: [{ name: 'slowest look', expr: 'max(scrape_duration_seconds{job="kitchen"})', look: 'middle' }],
});

const cpuByRole = ({ own }: Kitchen) =>
  lines({
    title: 'CPU by part, with the lab’s own',
    look: 'The grey ones, load, harness and observatory (Prometheus and Grafana), are no part of the kitchen: when they are the largest, the lab measures itself.',
    unit: 'cores',
    nothing: NO_HARNESS,
    lines: [{ name: '{{role}}', expr: `sum by (role) (${rate(`lab_role_cpu_seconds_total{${own}}`)})` }],
  });

const memoryByRole = ({ own }: Kitchen) =>
  lines({
    title: 'Memory by part',
    look: 'What stays in memory, by process. PostgreSQL and Kafka take the most, and do so from the start.',
    unit: 'bytes',
    nothing: NO_HARNESS,
    lines: [{ name: '{{role}}', expr: `sum by (role) (lab_role_memory_bytes{${own}})` }],
  });

export const theLab: Dashboard = {
  file: 'the-lab',
  title: 'The lab',
  description:
    'Whether the load was delivered, what was broken, what it cost, and whether the machine had room.',
  kitchens: [REQUEST_RESPONSE, EVENT_DRIVEN],
  sections: [
    { title: 'Load', rows: [mirror(8, load), mirror(7, customers), mirror(8, seenByCustomers)] },
    { title: 'What was broken', rows: [mirror(5, faults)] },
    { title: 'Room to breathe', rows: [row(8, machine, looks)] },
    { title: 'Cost', rows: [mirror(8, cpuPerOrder), mirror(9, cpuByRole), mirror(9, memoryByRole)] },
  ],
  notShown: [
    '**Whoever looks, disturbs.** Prometheus and Grafana run on the same machine; for numbers to keep, close the browser.',
    '**A run of the harness measures one kitchen after the other.** What stands beside each other here may have happened one after the other.',
  ],
};
