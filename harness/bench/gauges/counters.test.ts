import { describe, expect, test } from '@jest/globals';
import { difference, sumOf } from './counters.ts';

const TEXT = `# HELP messages_produced_total Messages acknowledged by the broker.
# TYPE messages_produced_total counter
messages_produced_total{topic="orders",service="orders"} 12
messages_produced_total{topic="stock",service="orders"} 30
messages_produced_total_other{topic="stock"} 500
up 1
`;

describe('sumOf', () => {
  test('adds up all labels of one metric, and nothing of a longer name', () => {
    expect(sumOf(TEXT, 'messages_produced_total')).toBe(42);
  });

  test('takes a metric without labels', () => expect(sumOf(TEXT, 'up')).toBe(1));

  test('a metric that is not there has counted nothing', () => expect(sumOf(TEXT, 'down')).toBe(0));
});

test('difference is what was counted in between', () => {
  const from = { served: 10, servedByGateway: 2, messages: 5, commits: 100 };
  const to = { served: 25, servedByGateway: 4, messages: 5, commits: 130 };
  expect(difference(from, to)).toEqual({ served: 15, servedByGateway: 2, messages: 0, commits: 30 });
});
