/** The price: what an order costs in CPU, and what the kitchen costs in memory, rows and messages. */
import type { SideVerdict } from '../../audit/verdict.ts';
import { type Html, html } from '../html.ts';
import { count, decimal, plural } from '../numbers.ts';
import { type Page, pair, section, sideHeads, sideName, sideRow, table } from '../page.ts';

const PARTS = [
  { key: 'services', name: 'services' },
  { key: 'postgres', name: 'PostgreSQL' },
  { key: 'kafka', name: 'Kafka' },
] as const;

const kitchenCpu = (side: SideVerdict): number =>
  PARTS.reduce((sum, { key }) => sum + side.cost.cpuMsPerOrder[key], 0);

const cpu = (value: number): string => `${decimal(value, value < 1 ? 2 : 1)} ms`;

const WHOLE_LOAD = 'over the whole load, warm-up and drain included';

function withShare(total: number, side: SideVerdict): Html {
  const orders = side.offered + side.warmUp.offered;
  return html`${count(total)}${orders === 0 ? null : html`<small>${decimal(total / orders)} an order offered</small>`}`;
}

export function priceSection(page: Page): Html {
  const rate = plural(page.experiment.scenario.ratePerSecond, 'order');
  const services = [...new Set(page.sides.flatMap((side) => Object.keys(side.cost.cpuMsPerOrder.byService)))];
  return section(
    'price',
    'The price',
    html`CPU milliseconds an order, over the baseline before the fault, idle subtracted, <strong>at ${rate} a second</strong>. The cost depends on the rate: the event side pays by the batch and gets cheaper under pressure, the request side pays by the order.${throughProxies(page)}`,
    html`${bars(page)}
${table('Price', html`<tr><th scope="col">CPU an order</th>${sideHeads(page)}</tr>`, [
  ...services.map((service) =>
    sideRow(
      page,
      service,
      (side) =>
        service in side.cost.cpuMsPerOrder.byService ? cpu(side.cost.cpuMsPerOrder.byService[service]!) : '–',
      'part',
    ),
  ),
  ...PARTS.map(({ key, name }) =>
    sideRow(
      page,
      html`<span class="dot" data-key="${key}"></span>${name}${key === 'services' ? ', together' : ''}`,
      (side) => (key === 'kafka' && side.side === 'rr' ? '–' : cpu(side.cost.cpuMsPerOrder[key])),
    ),
  ),
  sideRow(
    page,
    html`<strong>The kitchen</strong><small>services, PostgreSQL and Kafka</small>`,
    (side) => html`<strong>${cpu(kitchenCpu(side))}</strong>`,
    'sum',
  ),
  sideRow(
    page,
    html`<span class="dot" data-key="load"></span>load generator<small>not part of the kitchen; the same work on both sides</small>`,
    (side) => cpu(side.cost.cpuMsPerOrder.load),
  ),
  sideRow(
    page,
    html`idle CPU<small>of the whole kitchen, doing nothing, as a share of one core</small>`,
    (side) => `${decimal(side.cost.idleCpu * 100)} %`,
    'first',
  ),
  sideRow(page, 'memory, resident', (side) => `${count(side.cost.rssMb)} MB`),
  sideRow(page, html`rows written<small>${WHOLE_LOAD}</small>`, (side) =>
    withShare(side.cost.rowsWritten, side),
  ),
  sideRow(page, html`messages<small>${WHOLE_LOAD}</small>`, (side) => withShare(side.cost.messages, side)),
])}`,
  );
}

/** In the samples it is there, as a role of its own. */
const throughProxies = ({ experiment }: Page): string =>
  'hops' in experiment.settings
    ? ' Every hop went through Toxiproxy, on both sides alike; its own CPU is not in the price.'
    : '';

function bars(page: Page): Html {
  const most = Math.max(0.001, ...page.sides.map(kitchenCpu));
  return pair(
    page,
    (side) => {
      const parts = PARTS.filter(({ key }) => side.cost.cpuMsPerOrder[key] > 0);
      const words = parts.map(({ key, name }) => `${name} ${cpu(side.cost.cpuMsPerOrder[key])}`).join(', ');
      return html`<p class="bar-name">${sideName(side)} <span>${cpu(kitchenCpu(side))} an order: ${words}</span></p>
<div class="fates" role="img" aria-label="${words}" style="width:${((kitchenCpu(side) / most) * 100).toFixed(1)}%">${parts.map(({ key }) => html`<span class="part" data-key="${key}" style="flex-grow:${side.cost.cpuMsPerOrder[key].toFixed(3)}"></span>`)}</div>`;
    },
    'bars',
  );
}
