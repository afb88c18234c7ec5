/** Consumer groups as an outsider sees them: who is in them, and how far they have come. */
import { type Admin, AssignerProtocol, Kafka, logLevel } from 'kafkajs';
// For its mending of kafkajs's idle timers.
import '../kafka.ts';
import { within } from '../patterns/failures/within.ts';
import { TOPICS } from '../topics.ts';

export type Group = {
  group: string;
  /** Kafka's word: Stable, Empty, PreparingRebalance, CompletingRebalance, Dead (or never there). */
  state: string;
  /** Ids that Kafka gives; a process that joins anew gets a new one. */
  members: readonly string[];
  /** What its members subscribed to; empty without members. */
  topics: readonly string[];
};

/** `committed` is the next offset, `end` the log's end. */
export type Place = { group: string; topic: string; partition: number; committed: number; end: number };

const LOOK_WITHIN_MS = 3_000;

export async function describeGroups(admin: Admin, names: readonly string[]): Promise<Group[]> {
  const { groups } = await admin.describeGroups([...names]);
  return groups.map(({ groupId, state, members }) => ({
    group: groupId,
    state,
    members: members.map(({ memberId }) => memberId),
    topics: [...new Set(members.flatMap(({ memberMetadata }) => subscribedTopics(memberMetadata)))],
  }));
}

/** A group's place in every partition of these topics. */
export async function placesOf(admin: Admin, group: string, topics: readonly string[]): Promise<Place[]> {
  const [committed, ends] = await Promise.all([
    admin.fetchOffsets({ groupId: group, topics: [...topics] }),
    endsOf(admin, topics),
  ]);
  return committed.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => {
      // −1: nothing committed yet, which is the same as the beginning.
      const place = Math.max(0, Number(offset));
      return { group, topic, partition, committed: place, end: ends.get(topic)![partition]! };
    }),
  );
}

/** End of every partition, by topic. */
export async function endsOf(admin: Admin, topics: readonly string[]): Promise<Map<string, number[]>> {
  const found = await Promise.all(
    topics.map(async (topic) => {
      const partitions = await admin.fetchTopicOffsets(topic);
      const ofPartition: number[] = [];
      for (const { partition, high } of partitions) ofPartition[partition] = Number(high);
      return [topic, ofPartition] as const;
    }),
  );
  return new Map(found);
}

/** Kafka does not tell in the middle of a rebalance. */
function subscribedTopics(metadata: Buffer): readonly string[] {
  if (metadata.length === 0) return [];
  return AssignerProtocol.MemberMetadata.decode(metadata)?.topics ?? [];
}

export type GroupView = {
  /** The groups as they are now, and their places; rejects when Kafka does not say so in time. */
  look(): Promise<{ groups: Group[]; places: Place[] }>;
  close(): Promise<void>;
};

/** Looks at these groups again and again, also at one whose consumer is dead. */
export function connectGroupView(brokers: string, names: readonly string[]): GroupView {
  const kafka = new Kafka({
    clientId: 'lag',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    // The next look is the next try.
    retry: { retries: 0 },
  });
  /** What a group without members consumed when it had some. */
  const consumedBy = new Map<string, readonly string[]>();
  let admin: Admin | undefined;

  async function look(): Promise<{ groups: Group[]; places: Place[] }> {
    const mine = admin ?? kafka.admin();
    if (admin === undefined) {
      admin = mine;
      await mine.connect();
      // Without retries kafkajs finds no coordinator before it has asked which brokers there are.
      await mine.listTopics();
    }
    const groups = await describeGroups(mine, names);
    for (const { group, topics } of groups) if (topics.length > 0) consumedBy.set(group, topics);
    const places = await Promise.all(names.map((group) => placesOfGroup(mine, group)));
    return { groups, places: places.flat() };
  }

  /** A group that was dead before we came is known by what it has committed. */
  async function placesOfGroup(on: Admin, group: string): Promise<Place[]> {
    const consumed = consumedBy.get(group);
    if (consumed !== undefined) return placesOf(on, group, consumed);
    const places = await placesOf(on, group, TOPICS);
    const committed = new Set(places.filter((place) => place.committed > 0).map(({ topic }) => topic));
    return places.filter(({ topic }) => committed.has(topic));
  }

  async function close(): Promise<void> {
    const mine = admin;
    admin = undefined;
    await mine?.disconnect();
  }

  return {
    async look() {
      try {
        return await within(LOOK_WITHIN_MS, look());
      } catch (error) {
        // A connection that broke is not mended by kafkajs without retries: the next look makes a new one.
        // Whether the old one closes tidily does not matter: why the look failed is what is told.
        await within(LOOK_WITHIN_MS, close()).catch(() => undefined);
        throw error;
      }
    },
    close,
  };
}
