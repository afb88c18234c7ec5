import { describe, expect, test } from '@jest/globals';
import type { Databases } from '../evidence/databases.ts';
import type { Topics } from '../evidence/kafka-topics.ts';
import type { GroupOffset } from '../evidence/records.ts';
import { stillToDo } from './quiet.ts';

/** Databases in which so many orders are undecided, and so many rows of each outbox unpublished. */
function databasesWith(undecided: number, unpublished: number): Databases {
  const query = async (statement: string) => ({
    rows: [{ rows: statement.includes('outbox') ? unpublished : undecided }],
  });
  const pools = new Map([
    ['orders', { query }],
    ['stock', { query }],
  ]);
  return { pools, close: async () => undefined } as unknown as Databases;
}

const at = (committed: number, end: number): GroupOffset[] => [
  { group: 'stock', topic: 'orders', partition: 0, committed, end },
];

/** Groups that are found at these places, one look after the other. */
function topicsWith(...looks: (GroupOffset[] | null)[]): Topics {
  const left = [...looks];
  return {
    groupOffsets: async () => left.shift()!,
    read: async () => undefined,
    close: async () => undefined,
  };
}

describe('still to do', () => {
  test('a side without topics is done when every order is decided', async () => {
    expect(await stillToDo(databasesWith(2, 9), undefined)).toBe('2 orders undecided');
    expect(await stillToDo(databasesWith(0, 9), undefined)).toBeNull();
  });

  test('messages that were not processed are counted', async () => {
    expect(await stillToDo(databasesWith(0, 0), topicsWith(at(7, 10)))).toBe('3 messages to process');
  });

  test('events that were not published are counted over all services', async () => {
    expect(await stillToDo(databasesWith(0, 4), topicsWith(at(10, 10)))).toBe('8 events to publish');
  });

  test('a message that was published and processed between two looks is not taken for rest', async () => {
    const topics = topicsWith(at(10, 10), at(11, 11));
    expect(await stillToDo(databasesWith(0, 0), topics)).toBe('messages on their way');
  });

  test('a group that is between its members is not at rest', async () => {
    expect(await stillToDo(databasesWith(0, 0), topicsWith(null))).toContain('between its members');
    expect(await stillToDo(databasesWith(0, 0), topicsWith(at(1, 1), null))).toContain('between its members');
  });

  test('nothing undecided, unprocessed, unpublished or on its way: nothing is left', async () => {
    expect(await stillToDo(databasesWith(0, 0), topicsWith(at(10, 10), at(10, 10)))).toBeNull();
  });
});
