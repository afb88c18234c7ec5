/** Consumer groups as an outsider sees them. */
import type { Kitchen } from '../parts/kitchens.ts';
import { type BarsPanel, bars, type StatesPanel, states } from '../parts/panels.ts';
import { timesShown } from '../parts/promql.ts';

export const members = ({ own }: Kitchen): StatesPanel =>
  states({
    title: 'Kafka, and the groups that have a member',
    look: 'A group without a member handles nothing: its lag grows. A killed one is missed only when its session has timed out, 6 s later.',
    states: 'up',
    nothing: 'no Kafka here',
    lines: [
      { name: 'Kafka answers', expr: `max(kafka_up{${own}})` },
      { name: '{{group}}', expr: `max by (group) (kafka_consumer_group_members{${own}}) > bool 0` },
    ],
  });

export const rebalances = ({ own }: Kitchen): BarsPanel =>
  bars({
    title: 'Rebalances',
    look: 'How often the partitions of a group were handed out anew. A killed and restarted consumer costs two; more of them are members that come and go.',
    unit: 'times',
    lines: [
      { name: '{{group}}', expr: timesShown('group', `kafka_consumer_group_rebalances_total{${own}}`) },
    ],
  });
