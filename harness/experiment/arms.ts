/** The ladders of patterns: for each side its rungs, lowest first, and the rung that it stands on unless told otherwise. */
import * as ed from '../../event-driven/ladder.ts';
import * as rr from '../../request-response/ladder.ts';
import type { Side } from '../evidence/records.ts';

export type Arms = Readonly<Record<Side, string>>;

export const LADDERS: Readonly<Record<Side, readonly string[]>> = { rr: rr.LADDER, ed: ed.LADDER };

/** The files that hold the pattern of each rung, from the repository's root. */
export const PATTERN_FILES: Readonly<Record<Side, Readonly<Record<string, readonly string[]>>>> = {
  rr: rr.PATTERN_FILES,
  ed: ed.PATTERN_FILES,
};

export const ARMS: Arms = { rr: rr.TOP, ed: ed.TOP };
