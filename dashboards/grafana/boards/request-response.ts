/** The chain of calls, hop by hop: who calls whom, how long it takes, what fails, and what guards it. */
import type { Dashboard } from '../drawing/dashboard.ts';
import {
  attemptLatency,
  attempts,
  breakers,
  failedShare,
  openings,
  outcomes,
  retries,
} from '../panels/calls.ts';
import { endings, latency } from '../panels/orders.ts';
import { answers, servedLatency } from '../panels/services.ts';
import { REQUEST_RESPONSE as kitchen } from '../parts/kitchens.ts';
import { row } from '../parts/panels.ts';

export const requestResponse: Dashboard = {
  file: 'request-response',
  title: 'Request-response',
  description: 'The kitchen of calls: every hop, its breaker and its retries.',
  kitchens: [kitchen],
  sections: [
    { title: 'Orders', rows: [row(8, latency(kitchen), endings(kitchen))] },
    {
      title: 'Each hop, as the caller sees it',
      rows: [
        row(9, attempts(kitchen), failedShare(kitchen)),
        row(9, attemptLatency(kitchen), outcomes(kitchen)),
      ],
    },
    {
      title: 'Breakers and retries',
      rows: [row(9, breakers(kitchen), openings(kitchen)), row(8, retries(kitchen))],
    },
    { title: 'Each service, as it sees itself', rows: [row(9, servedLatency(kitchen), answers(kitchen))] },
  ],
  notShown: [
    '**Attempts and their times leave out what an open circuit refused**: it went nowhere and took no time. It is among the failed calls.',
    '**Time of one call holds the time of all calls behind it.** Do not add hops up.',
    '**Percentiles lie between the bounds of their bucket**, ever wider apart towards the top: 1 s, 2.5 s, 5 s.',
  ],
};
