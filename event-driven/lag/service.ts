/**
 * Lag: how far each service is behind what was published, measured from outside, so that it is known also while the
 * service is dead. No service needs it: it runs only where somebody looks at dashboards.
 */
import type { Log } from '#shared/platform/log.ts';
import type { GroupMetrics } from '#shared/platform/metrics.ts';
import type { GroupView, Place } from './groups.ts';

/** One look, and its metrics. When Kafka does not answer, nothing is known any more, and nothing is shown. */
export function createLagWatch(view: Pick<GroupView, 'look'>, metrics: GroupMetrics, log: Log) {
  const membersBefore = new Map<string, ReadonlySet<string>>();

  return async (): Promise<void> => {
    try {
      const { groups, places } = await view.look();
      metrics.answered();
      for (const { group, state, members } of groups) {
        metrics.membersCounted(group, members.length);
        if (state.endsWith('Rebalance')) continue; // those who are gone and those who come, side by side
        metrics.rebalanced(group, handedOutAnew(membersBefore.get(group), members) ? 1 : 0);
        membersBefore.set(group, new Set(members));
      }
      for (const { group, topic, messages } of lagByTopic(places))
        metrics.lagMeasured(group, topic, messages);
    } catch (error) {
      log.warn({ err: error }, 'Kafka did not tell how far its groups are');
      metrics.silent();
    }
  };
}

/** Partitions go to other members whenever the members change; to nobody when there are none left. */
function handedOutAnew(before: ReadonlySet<string> | undefined, now: readonly string[]): boolean {
  if (before === undefined || now.length === 0) return false;
  return now.length !== before.size || now.some((member) => !before.has(member));
}

function lagByTopic(places: readonly Place[]): { group: string; topic: string; messages: number }[] {
  const lags = new Map<string, { group: string; topic: string; messages: number }>();
  for (const { group, topic, committed, end } of places) {
    const name = `${group}/${topic}`;
    const lag = lags.get(name) ?? { group, topic, messages: 0 };
    // The end is read after the place, or before it: never less than nothing.
    lag.messages += Math.max(0, end - committed);
    lags.set(name, lag);
  }
  return [...lags.values()];
}
