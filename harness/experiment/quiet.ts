/** Whether a kitchen has anything left to do: it is drained when it has not. Asks databases and Kafka, changes nothing. */
import type { Databases } from '../evidence/databases.ts';
import type { Topics } from '../evidence/kafka-topics.ts';
import type { GroupOffset } from '../evidence/records.ts';

/**
 * What is still to be done, in a few words; null when nothing is.
 *
 * On the event side no single look can tell: what was in an outbox at the first look may be a message at the second.
 * So the groups are looked at before and after the outboxes: if at both times nothing was left to process, and the ends
 * of the topics were the same, nothing was on its way in between.
 */
export async function stillToDo(databases: Databases, topics: Topics | undefined): Promise<string | null> {
  const undecided = await count(
    databases,
    ['orders'],
    `select count(*)::int as rows from orders where state = 'placed'`,
  );
  if (undecided > 0) return `${undecided} orders undecided`;
  if (topics === undefined) return null;

  const before = await topics.groupOffsets();
  if (before === null) return 'a consumer group is between its members';
  if (lagOf(before) > 0) return `${lagOf(before)} messages to process`;
  const unpublished = await count(
    databases,
    [...databases.pools.keys()],
    'select count(*)::int as rows from outbox where published_at is null',
  );
  if (unpublished > 0) return `${unpublished} events to publish`;
  const after = await topics.groupOffsets();
  if (after === null) return 'a consumer group is between its members';
  return lagOf(after) > 0 || endOf(after) !== endOf(before) ? 'messages on their way' : null;
}

async function count({ pools }: Databases, roles: readonly string[], statement: string): Promise<number> {
  const counts = await Promise.all(
    [...pools]
      .filter(([role]) => roles.includes(role))
      .map(async ([, pool]) => (await pool.query<{ rows: number }>(statement)).rows[0]!.rows),
  );
  return counts.reduce((sum, rows) => sum + rows, 0);
}

const lagOf = (offsets: readonly GroupOffset[]): number =>
  offsets.reduce((sum, { committed, end }) => sum + end - committed, 0);

/** Ends only grow, so their sum is the same only when each of them is. */
const endOf = (offsets: readonly GroupOffset[]): number => offsets.reduce((sum, { end }) => sum + end, 0);
