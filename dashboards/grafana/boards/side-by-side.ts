/** The page that Grafana opens on: what both kitchens do with the same orders and the same fault, each panel beside its mirror image. */
import type { Dashboard } from '../drawing/dashboard.ts';
import { breakers, retries } from '../panels/calls.ts';
import { lag, outboxRows } from '../panels/events.ts';
import { cpuPerOrder, latency } from '../panels/orders.ts';
import { EVENT_DRIVEN, type Kitchen, REQUEST_RESPONSE } from '../parts/kitchens.ts';
import type { LookName } from '../parts/looks.ts';
import { mirror, pair } from '../parts/mirror.ts';
import { lines, number, states, text } from '../parts/panels.ts';
import { rate, ratePart, shareShown } from '../parts/promql.ts';

const HEADINGS: Record<Kitchen['name'], string> = {
  [REQUEST_RESPONSE.name]:
    'Services call each other, and the customer waits for the outcome: **201** means that it is decided. Circuit breakers guard the calls.',
  [EVENT_DRIVEN.name]:
    'Services react to events in Kafka. **202** means that the order is written down, not that it is done: look at *completed*.',
};

const heading = ({ name }: Kitchen) =>
  text(name, 'Which kitchen this half of the page is about. Words only: no unit.', HEADINGS[name]!);

/** Of all orders that customers wanted in the time shown. */
const share = ({ own }: Kitchen, title: string, part: string, look: LookName, words: string) =>
  number({
    title,
    look: `Of all orders that customers wanted in the time shown, how many were ${words}`,
    unit: 'share',
    nothing: 'no orders yet',
    lines: [
      {
        name: title.toLowerCase(),
        expr: shareShown(
          `architecture:orders_${part}:rate5s{${own}}`,
          `architecture:orders_offered:rate5s{${own}}`,
        ),
        look,
      },
    ],
  });

const shares = (kitchen: Kitchen) => [
  share(
    kitchen,
    'Accepted',
    'accepted',
    'accepted',
    'taken: answered 201 or 202. This is the promise, not its fulfilment.',
  ),
  share(
    kitchen,
    'Completed in time',
    'completed_in_time',
    'completed',
    'confirmed, or rejected for a business reason, within 2 s. Compare this one with the other side, never a 201 with a 202.',
  ),
  share(
    kitchen,
    'Not accepted',
    'not_accepted',
    'refused',
    'refused, got no answer in time, or could not even be sent.',
  ),
];

const availability = ({ own }: Kitchen) =>
  lines({
    title: 'Availability: accepted and completed in time',
    look: 'How deep both lines fall in the coloured band, and how long. Where accepted stays up and completed falls, orders wait; where both fall, orders are lost to the customer.',
    unit: 'share',
    scale: { min: 0, max: 1 },
    lines: [
      { name: 'accepted', expr: `architecture:order_acceptance:availability5s{${own}}`, look: 'accepted' },
      {
        name: 'completed in time',
        // While a backlog is worked off, more is completed than offered.
        expr: `clamp_max(architecture:order_completion:availability5s{${own}}, 1)`,
        look: 'completed',
      },
    ],
  });

const orders = ({ own }: Kitchen) =>
  lines({
    title: 'Orders a second',
    look: 'The area between offered and completed is what customers still wait for, or were refused. A completed line above the offered one is a backlog that is worked off.',
    unit: 'perSecond',
    lines: [
      { name: 'offered', expr: `architecture:orders_offered:rate5s{${own}}`, look: 'offered' },
      { name: 'accepted', expr: `architecture:orders_accepted:rate5s{${own}}`, look: 'accepted' },
      { name: 'completed', expr: `architecture:orders_completed:rate5s{${own}}`, look: 'completed' },
    ],
  });

const refused = ({ own }: Kitchen) =>
  lines({
    title: 'Refused or unanswered',
    look: 'Orders that were not taken. Of them, unknown is worse than refused: no answer came in time, or one that leaves it open, and nobody knows what became of the order.',
    unit: 'perSecond',
    lines: [
      {
        name: 'not accepted',
        expr: `architecture:orders_not_accepted:rate5s{${own}}`,
        look: 'refused',
      },
      {
        name: 'outcome unknown',
        expr: ratePart('k6_orders_answered_total', own, 'outcome="unknown"'),
        look: 'undecided',
      },
    ],
  });

const up = ({ own }: Kitchen) =>
  states({
    title: 'Who is up',
    look: 'A dark box is a service that does not answer Prometheus: it is killed, paused, or not started. The gateway and the bank stand outside the kitchen.',
    states: 'up',
    lines: [{ name: '{{service}}', expr: `max by (service) (up{${own}})` }],
  });

const cpuByPart = ({ own }: Kitchen) =>
  lines({
    title: 'CPU by part',
    look: 'Who works, and who waits. PostgreSQL and Kafka are measured by the harness only, services by themselves.',
    unit: 'cores',
    lines: [
      {
        name: '{{service}}',
        expr: `sum by (service) (${rate(`process_cpu_seconds_total{${own}}`)})`,
      },
      {
        name: '{{role}}',
        expr: `sum by (role) (${rate(`lab_role_cpu_seconds_total{${own},role=~"postgres|kafka"}`)})`,
      },
    ],
  });

export const sideBySide: Dashboard = {
  file: 'side-by-side',
  title: 'Side by side',
  description:
    'The same orders and the same fault, in both kitchens: request-response on the left, event-driven on the right.',
  kitchens: [REQUEST_RESPONSE, EVENT_DRIVEN],
  sections: [
    {
      title: 'At a glance',
      rows: [mirror(3, heading), mirror(4, shares), mirror(8, availability), mirror(7, up)],
    },
    {
      title: 'What customers get',
      rows: [mirror(8, orders), mirror(8, latency), mirror(7, refused)],
    },
    {
      title: 'How the outage is absorbed',
      rows: [
        pair(7, breakers(REQUEST_RESPONSE), lag(EVENT_DRIVEN)),
        pair(7, retries(REQUEST_RESPONSE), outboxRows(EVENT_DRIVEN)),
      ],
    },
    { title: 'What it costs', rows: [mirror(7, cpuPerOrder), mirror(7, cpuByPart)] },
  ],
  notShown: [
    '**202 is not done.** *Accepted* on the right is a promise; on the left it is the outcome. What can be compared is *completed in time*.',
    '**Equal scales, unequal curves.** Both halves of a row reach equally far; where one side is flat on the ground, it is small beside the other.',
    '**CPU per order depends on the rate.** The event side pays per batch and gets cheaper under pressure; a statement of cost names its rate.',
  ],
};
