/** Events on their way through Kafka: what waits, who is there to handle it, what came twice, what was given up. */
import type { Dashboard } from '../drawing/dashboard.ts';
import {
  batchSize,
  batchTime,
  consumed,
  handled,
  lag,
  outboxAge,
  outboxRows,
  produced,
  unusual,
} from '../panels/events.ts';
import { members, rebalances } from '../panels/groups.ts';
import { completionSpread, endings } from '../panels/orders.ts';
import { EVENT_DRIVEN as kitchen } from '../parts/kitchens.ts';
import { row } from '../parts/panels.ts';

export const eventDriven: Dashboard = {
  file: 'event-driven',
  title: 'Event-driven',
  description: 'The kitchen of events: lag, rebalances, redeliveries, dead letters and the outbox.',
  kitchens: [kitchen],
  sections: [
    { title: 'Orders', rows: [row(8, completionSpread(kitchen), endings(kitchen))] },
    {
      title: 'What waits, and who is there',
      rows: [row(9, lag(kitchen), members(kitchen)), row(8, rebalances(kitchen), unusual(kitchen))],
    },
    {
      title: 'What is handled',
      rows: [
        row(8, produced(kitchen), consumed(kitchen)),
        row(8, batchTime(kitchen), batchSize(kitchen)),
        row(9, handled(kitchen)),
      ],
    },
    { title: 'Outbox', rows: [row(8, outboxRows(kitchen), outboxAge(kitchen))] },
  ],
  notShown: [
    '**Lag is counted in messages, not in time.** A hundred messages are a tenth of a second for a consumer that is up, and for ever for one that is not.',
    '**A killed member is missed late.** Kafka holds its place until its session times out (6 s): members fall that much later than the process.',
    '**Redeliveries that the inbox caught are counted, those that nobody caught are not**: whether anything was done twice is found by the audit.',
  ],
};
