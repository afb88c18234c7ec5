/** One process of one kitchen, chosen at the top: what it is asked, whom it asks, what it uses. */
import type { Dashboard } from '../drawing/dashboard.ts';
import { attemptLatency, breakers, failedShare, outcomes, retries } from '../panels/calls.ts';
import { batchSize, batchTime, handled, lag, outboxAge, outboxRows } from '../panels/events.ts';
import { answers, cpu, eventLoop, latencySpread, memory, pool, routes } from '../panels/services.ts';
import { CHOSEN } from '../parts/kitchens.ts';
import { number, row, states } from '../parts/panels.ts';

/** After a kitchen's own matcher. */
const SERVICE = ',service="$service"';

const up = states({
  title: 'Up',
  look: 'A dark box is a process that does not answer Prometheus: it is killed, paused, or not started.',
  states: 'up',
  lines: [{ name: '$service', expr: `max(up{${CHOSEN.own}${SERVICE}})` }],
});

const restarts = number({
  title: 'Starts',
  look: 'How often the process was started anew. None is usual; one belongs to a kill; more is a process that can not stay up.',
  unit: 'times',
  lines: [
    { name: 'starts', expr: `sum(changes(process_start_time_seconds{${CHOSEN.own}${SERVICE}}[$__range]))` },
  ],
});

export const oneService: Dashboard = {
  file: 'one-service',
  title: 'One service',
  description: 'One service of one kitchen: requests, calls, messages, and what the process uses.',
  kitchens: [CHOSEN],
  choices: [
    {
      name: 'architecture',
      title: 'Kitchen',
      values: 'label_values(up{job="kitchen"}, architecture)',
      first: 'request-response',
    },
    {
      name: 'service',
      title: 'Service',
      values: 'label_values(up{architecture="$architecture"}, service)',
      first: 'payments',
    },
  ],
  sections: [
    {
      title: '$service of $architecture',
      rows: [row(4, up, restarts), row(8, answers(CHOSEN, SERVICE), latencySpread(CHOSEN, SERVICE))],
    },
    {
      title: 'What the process uses',
      rows: [
        row(8, cpu(CHOSEN, SERVICE), memory(CHOSEN, SERVICE)),
        row(8, eventLoop(CHOSEN, SERVICE), pool(CHOSEN, SERVICE)),
        row(8, routes(CHOSEN, SERVICE)),
      ],
    },
    {
      title: 'Whom it calls',
      rows: [
        row(8, attemptLatency(CHOSEN, SERVICE), failedShare(CHOSEN, SERVICE)),
        row(8, breakers(CHOSEN, SERVICE), retries(CHOSEN, SERVICE)),
        row(8, outcomes(CHOSEN, SERVICE)),
      ],
    },
    {
      title: 'Messages',
      rows: [
        row(8, lag(CHOSEN, ',group="$service"'), handled(CHOSEN, SERVICE)),
        row(8, batchTime(CHOSEN, SERVICE), batchSize(CHOSEN, SERVICE)),
        row(8, outboxRows(CHOSEN, SERVICE), outboxAge(CHOSEN, SERVICE)),
      ],
    },
  ],
  notShown: [
    '**Not every service does everything.** No breakers on the event side, no messages on the request side: such a panel says that there is nothing.',
    '**A process that is dead counts nothing.** Between its end and its start there is a gap, and its counters begin again at zero; rates know that.',
  ],
};
