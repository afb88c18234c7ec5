/** The ledger's buckets in words: the same in the report's table, its headline and on the terminal. */
import type { SideVerdict } from '../audit/verdict.ts';
import { BUCKETS, type Bucket, HARMFUL_BUCKETS } from '../audit/verdict.ts';

export type Harmed = 'customer' | 'business' | 'both';

type BucketWords = {
  title: string;
  meaning: string;
  /** Who is worse off; null where nobody is. */
  harms: Harmed | null;
  /** Continues "3 orders …". */
  asHarm: string;
};

export const BUCKET_WORDS: Record<Bucket, BucketWords> = {
  duplicated: {
    title: 'Duplicated',
    meaning: 'one intent, more than one live charge, reservation, delivery or order',
    harms: 'customer',
    asHarm: 'duplicated',
  },
  'charged-not-delivered': {
    title: 'Charged, not delivered',
    meaning: 'money kept, nothing on its way',
    harms: 'customer',
    asHarm: 'charged and not delivered',
  },
  'delivered-not-charged': {
    title: 'Delivered, not charged',
    meaning: 'breakfast for free',
    harms: 'business',
    asHarm: 'delivered and not charged',
  },
  lost: {
    title: 'Lost',
    meaning: 'the customer was told yes, and there is no trace of the order or no way left to finish it',
    harms: 'customer',
    asHarm: 'lost after a yes',
  },
  stuck: {
    title: 'Stuck',
    meaning: 'not finished when the drain time was over, or something is still held for it',
    harms: 'both',
    asHarm: 'stuck',
  },
  completed: {
    title: 'Completed',
    meaning:
      'confirmed: one charge of the right amount, one reservation, one delivery to an address the customer had',
    harms: null,
    asHarm: 'completed',
  },
  rejected: {
    title: 'Rejected',
    meaning: 'refused for a business reason, and nothing is held, charged or sent',
    harms: null,
    asHarm: 'rejected',
  },
  refused: {
    title: 'Refused',
    meaning: 'the system said no or never answered, and nothing came of it: unavailable, but safe',
    harms: null,
    asHarm: 'refused',
  },
  phantom: {
    title: 'Phantom',
    meaning: 'in the system, intended by nobody',
    harms: null,
    asHarm: 'intended by nobody',
  },
};

export const isHarmful = (bucket: Bucket): boolean => (HARMFUL_BUCKETS as readonly Bucket[]).includes(bucket);

export const inBucket = (side: SideVerdict, bucket: Bucket): number => side.ledger[bucket] ?? 0;

export const inBuckets = (side: SideVerdict, buckets: readonly Bucket[]): number =>
  buckets.reduce((sum, bucket) => sum + inBucket(side, bucket), 0);

export const harmedCount = (side: SideVerdict): number => inBuckets(side, HARMFUL_BUCKETS);

/** Buckets that harm this party and are not empty, in the ledger's order. A stuck order harms both parties. */
export const bucketsThatHarm = (side: SideVerdict, party: 'customer' | 'business'): Bucket[] =>
  BUCKETS.filter((bucket) => {
    const { harms } = BUCKET_WORDS[bucket];
    return (harms === party || harms === 'both') && inBucket(side, bucket) > 0;
  });

/**
 * What became of the offered orders, for the bar at the top: parts that do not overlap and add up to the ledger.
 * Harmful orders count as harmed only, however quickly they were decided.
 */
export function fates(side: SideVerdict) {
  const decided = inBuckets(side, ['completed', 'rejected']);
  const late = Math.min(decided, Math.max(0, side.completed - side.completedInTime));
  return {
    inTime: decided - late,
    late,
    refused: inBucket(side, 'refused'),
    harmed: harmedCount(side),
    total: decided + inBucket(side, 'refused') + harmedCount(side),
  };
}
