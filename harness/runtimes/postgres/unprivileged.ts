/**
 * PostgreSQL refuses to run as root. When the lab is root (in a container, mostly), it runs PostgreSQL as an
 * unprivileged user; when that user can't walk to the checkout (`/root` is closed to others), util-linux's `setpriv`
 * lends the process the capability to read past folders, and nothing else of root's.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, LabError } from '../../errors.ts';
import { findOnPath } from '../../tools/executables.ts';

export type Runner = {
  /** Part of a cache's name: what one user has prepared another can't read. */
  userId: number;
  /** Puts in front of a command what makes it run as this user. */
  wrap(command: string, commandArguments: readonly string[]): { command: string; arguments: string[] };
  /** Makes a folder this user's own. */
  own(folder: string): void;
};

/**
 * CAP_DAC_OVERRIDE survives the change of user and the exec, and counts for access(2) too, by which PostgreSQL looks
 * for its own files; every other capability of root's ends at the exec.
 */
const READ_EVERYTHING = [
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  '--securebits=+no_setuid_fixup',
];

const USERS = ['nobody', 'postgres', 'daemon'];

/**
 * @param needed folders that the user must be able to reach
 * @throws {LabError} when the lab is root and there is no way to become somebody else
 */
export function unprivileged(needed: readonly string[]): Runner {
  const userId = process.getuid!();
  if (userId !== 0) {
    return {
      userId,
      wrap: (command, commandArguments) => ({ command, arguments: [...commandArguments] }),
      own: () => undefined,
    };
  }
  const user = findUser(readFileSync('/etc/passwd', 'utf8'));
  const setpriv = findOnPath('setpriv');
  if (user === undefined || setpriv === undefined) {
    const missing =
      user === undefined ? `no user called ${USERS.join(', ')}` : 'no setpriv (package util-linux)';
    throw new LabError(
      EXIT.unavailable,
      `PostgreSQL does not run as root, and there is ${missing}: run the lab as a user who is not root.`,
    );
  }
  const identity = [`--reuid=${user.userId}`, `--regid=${user.groupId}`, '--clear-groups'];
  const closed = needed.find((folder) => !isOpenToOthers(folder));
  const options = closed === undefined ? identity : [...identity, ...READ_EVERYTHING];
  const probe = spawnSync(setpriv, [...options, 'true']);
  if (probe.status !== 0) {
    const where = closed === undefined ? '' : ` for a user who may read ${closed}`;
    throw new LabError(
      EXIT.unavailable,
      `PostgreSQL does not run as root, and root may not exchange itself${where}: run the lab as a user who is not root.`,
      { details: String(probe.stderr).trimEnd().split('\n') },
    );
  }
  return {
    userId: user.userId,
    wrap: (command, commandArguments) => ({
      command: setpriv,
      arguments: [...options, command, ...commandArguments],
    }),
    own: (folder) => chownSync(folder, user.userId, user.groupId),
  };
}

/** First of the users that no person logs in as, from the text of /etc/passwd. */
export function findUser(passwd: string): { userId: number; groupId: number } | undefined {
  const entries = new Map(passwd.split('\n').map((line) => [line.split(':')[0]!, line.split(':')]));
  const entry = USERS.map((name) => entries.get(name)).find((fields) => fields !== undefined);
  return entry === undefined ? undefined : { userId: Number(entry[2]), groupId: Number(entry[3]) };
}

/** Whether everybody may walk down to this folder. */
function isOpenToOthers(folder: string): boolean {
  const parent = dirname(folder);
  const open = (statSync(folder).mode & constants.S_IXOTH) !== 0;
  return open && (parent === folder || isOpenToOthers(parent));
}
