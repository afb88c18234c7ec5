import { expect, test } from '@jest/globals';
import { hasPattern } from '#shared/platform/ladder.ts';
import { LADDER } from '../../../event-driven/ladder.ts';
import { tracesOf } from './traces.ts';

test.each(LADDER)('%s leaves the traces of the patterns that it has', (arm) => {
  const has = hasPattern(LADDER, arm);
  expect(tracesOf(arm)).toEqual({ outbox: has('outbox'), inbox: has('idempotent') });
});
