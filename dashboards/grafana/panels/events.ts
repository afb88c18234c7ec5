/** Events on their way: written to the outbox, published, waiting in Kafka, handled. */
import type { Kitchen } from '../parts/kitchens.ts';
import { type BarsPanel, bars, type LinesPanel, lines } from '../parts/panels.ts';
import { quantile, rate, timesShown } from '../parts/promql.ts';
import { LATENCY_SCALE } from './orders.ts';

export const lag = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Consumer lag',
    look: 'Messages that wait for a group, seen from outside, also while it is dead. A ramp is a consumer that is away; how steep the way down is, is how fast it catches up.',
    unit: 'messages',
    nothing: 'no Kafka here, or it does not answer',
    lines: [{ name: '{{group}}', expr: `sum by (group) (kafka_consumer_group_lag_messages{${own}${more}})` }],
  });

export const outboxRows = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Outbox: rows not yet published',
    look: 'Decided, safe in the database, and not told to anybody yet. It stays near zero, unless Kafka or the relay is away.',
    unit: 'rows',
    nothing: 'no outbox here',
    lines: [{ name: '{{service}}', expr: `sum by (service) (outbox_rows{${own}${more}})` }],
  });

export const outboxAge = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Outbox: age of the oldest row',
    look: 'How long the world has not heard of a decision. Few rows that get old are a row that can not be published; many young ones are load.',
    unit: 'seconds',
    nothing: 'no outbox here',
    lines: [{ name: '{{service}}', expr: `max by (service) (outbox_oldest_seconds{${own}${more}})` }],
  });

export const produced = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Messages published a second, by topic',
    look: 'One order makes a handful of events. A topic that stops while the others go on points to the service that writes it.',
    unit: 'perSecond',
    lines: [
      { name: '{{topic}}', expr: `sum by (topic) (${rate(`messages_produced_total{${own}${more}}`)})` },
    ],
  });

export const consumed = ({ own }: Kitchen): LinesPanel =>
  lines({
    title: 'Messages handled a second, by service',
    look: 'A service that was away comes back with a peak: it works off what waited, many times faster than orders come in.',
    unit: 'perSecond',
    lines: [{ name: '{{service}}', expr: `sum by (service) (${rate(`messages_consumed_total{${own}}`)})` }],
  });

export const unusual = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Redeliveries and dead letters a second',
    look: 'A redelivery was caught by the inbox and did nothing: expected after a kill. A dead letter was given up: its order waits for somebody. There should be none.',
    unit: 'perSecond',
    lines: [
      { name: 'redelivered', expr: handledAs(own, more, 'duplicate'), look: 'accepted' },
      { name: 'dead letters', expr: handledAs(own, more, 'dead-lettered'), look: 'harm' },
    ],
  });

const handledAs = (own: string, more: string, outcome: string) =>
  `sum(${rate(`messages_consumed_total{${own}${more},outcome="${outcome}"}`)})`;

export const handled = ({ own }: Kitchen, more = ''): BarsPanel =>
  bars({
    title: 'How messages were handled',
    look: 'Processed is work done; ignored is not for this service; duplicate came again; dead-lettered was given up. The last one should be empty.',
    unit: 'times',
    lines: [
      {
        name: '{{service}}: {{outcome}}',
        expr: timesShown('service, outcome', `messages_consumed_total{${own}${more}}`),
      },
    ],
  });

export const batchTime = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Time of one batch, 95th percentile',
    look: 'One batch is one transaction. It grows with the batch while a backlog is worked off; when it grows and batches do not, the database is slow. The scale is logarithmic.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    lines: [
      {
        name: '{{service}}',
        expr: quantile(0.95, 'message_batch_handling_seconds', `${own}${more}`, 'service'),
      },
    ],
  });

export const batchSize = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Messages in a batch',
    look: 'Why this side gets cheaper under pressure: the fuller the batch, the less a message costs.',
    unit: 'messages',
    lines: [
      {
        name: '{{service}}',
        expr:
          `sum by (service) (${rate(`messages_consumed_total{${own}${more}}`)})` +
          ` / (sum by (service) (${rate(`message_batch_handling_seconds_count{${own}${more}}`)}) > 0)`,
      },
    ],
  });
