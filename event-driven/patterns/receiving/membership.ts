/** Whether a consumer is a member of its group and consumes, since when, and which partitions are its own. */

export type Assignment = Readonly<Record<string, readonly number[]>>;

/** A member whose fetches stopped coming back is not ready. */
const FETCH_OVERDUE_MS = 5_000;

export function createMembership(nowMs: () => number = Date.now) {
  let assigned: Assignment | null = null;
  let joinedMs = 0;
  let lastFetchMs = 0;
  let busy = false;

  function notReady(): string | null {
    if (assigned === null) return 'not a member of its consumer group';
    if (!busy && nowMs() - lastFetchMs > FETCH_OVERDUE_MS) return 'no answer from Kafka';
    return null;
  }

  const isOurs = (topic: string, partition: number): boolean =>
    assigned?.[topic]?.includes(partition) ?? false;

  return {
    joined(assignment: Assignment): void {
      assigned = assignment;
      joinedMs = nowMs();
      lastFetchMs = joinedMs;
    },
    left(): void {
      assigned = null;
    },
    fetched(): void {
      lastFetchMs = nowMs();
    },
    /** While something is handled no fetch comes back. */
    handling(isBusy: boolean): void {
      busy = isBusy;
      lastFetchMs = nowMs();
    },
    isOurs,
    notReady,
    /** 0 for a partition of somebody else. */
    consumingForMs: (topic: string, partition: number): number =>
      isOurs(topic, partition) && notReady() === null ? nowMs() - joinedMs : 0,
  };
}
