/** Two availabilities a side. Their denominator is what was offered, never what was answered. */
import { type Html, html } from '../html.ts';
import { count, percent, seconds } from '../numbers.ts';
import { type Page, section, sideHeads, sideRow, table } from '../page.ts';

export function availabilitySection(page: Page): Html {
  const deadline = seconds(page.verdict.deadlineMs / 1000);
  return section(
    'availability',
    'Two availabilities',
    html`Both are shares of what was <em>offered</em>: every order that the schedule wanted between the start of the baseline and the end of the load, also those that could not even be started.`,
    table('Availability', html`<tr><th scope="col">Orders</th>${sideHeads(page)}</tr>`, [
      sideRow(page, 'Offered', (side) => count(side.offered)),
      sideRow(page, 'Started by the load generator', (side) => count(side.started)),
      sideRow(page, 'Dropped: offered, never started', (side) => count(side.dropped)),
      sideRow(page, 'Accepted: answered 201 or 202 before the client gave up', (side) =>
        count(side.accepted),
      ),
      sideRow(page, 'Completed: confirmed, or rejected for a business reason', (side) =>
        count(side.completed),
      ),
      sideRow(page, `Completed within ${deadline} of the intended start`, (side) =>
        count(side.completedInTime),
      ),
      sideRow(
        page,
        html`<strong>Accepted availability</strong>: accepted ÷ offered`,
        (side) => html`<strong>${percent(side.availability.accepted)}</strong>`,
        'sum',
      ),
      sideRow(
        page,
        html`<strong>Completed-in-time availability</strong>: completed within ${deadline} ÷ offered`,
        (side) => html`<strong>${percent(side.availability.completedInTime)}</strong>`,
        'sum',
      ),
    ]),
  );
}
