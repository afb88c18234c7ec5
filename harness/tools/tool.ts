/** What every tool file provides: how to find it without side effects, and how to get it when it is not there. */
import type { Progress } from '../progress.ts';
import type { Cache } from './cache.ts';
import type { download } from './download.ts';

export type Surroundings = {
  environment: Readonly<Record<string, string | undefined>>;
  cache: Cache;
};

export type Found =
  /** `path` is what Tools hands on: a program, or a folder. */
  | { path: string; version: string; from: string }
  /** Something is there, but it can't be used; nothing else is tried when the user has pointed at it. */
  | { problem: string; pointedAt?: boolean };

export type Getting = Surroundings & {
  progress: Progress;
  /** How a file comes over the network. */
  download: typeof download;
  signal?: AbortSignal | undefined;
  /** Added to the environment of every program that is run. */
  marker: Readonly<Record<string, string>>;
};

export type Tool = {
  title: string;
  /** Without side effects, and without the network. Undefined: not there. */
  find(surroundings: Surroundings): Promise<Found | undefined>;
  /**
   * Fetches or builds it; resolves with its path. Missing when only the user can install it.
   * @throws {LabError} that says why not
   */
  get?(getting: Getting): Promise<string>;
  /** Programs of the machine of which one is enough to `get` it, for the doctor; empty: a download only. */
  getsWith?: readonly string[];
  /** The option or command without which nobody misses it. */
  neededOnlyBy?: string;
  /** Sentences, each one a way for the user to provide it. */
  ways: readonly string[];
};
