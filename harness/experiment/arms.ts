/** The ladders of patterns: for each side its rungs, lowest first, and the rung that it stands on unless told otherwise. */
import * as ed from '../../event-driven/ladder.ts';
import * as rr from '../../request-response/ladder.ts';
import type { Side } from '../evidence/records.ts';

export type Arms = Readonly<Record<Side, string>>;

export const LADDERS: Readonly<Record<Side, readonly string[]>> = { rr: rr.LADDER, ed: ed.LADDER };

/** The files that hold the pattern of each rung, from the repository's root. */
export const PATTERN_FILES: Readonly<Record<Side, Readonly<Record<string, readonly string[]>>>> = {
  rr: inFolder('request-response', rr.PATTERN_FILES),
  ed: inFolder('event-driven', ed.PATTERN_FILES),
};

export const ARMS: Arms = { rr: rr.TOP, ed: ed.TOP };

/** Rungs on which a side is all that it should be. `accept-later` changes what is promised, not how well it is kept. */
export const EQUALS: Readonly<Record<Side, readonly string[]>> = {
  rr: ['idempotent', 'accept-later'],
  ed: ['outbox'],
};

function inFolder(folder: string, patterns: Readonly<Record<string, readonly string[]>>) {
  const inIt = (files: readonly string[]): string[] => files.map((file) => `${folder}/${file}`);
  return Object.fromEntries(Object.entries(patterns).map(([rung, files]) => [rung, inIt(files)]));
}
