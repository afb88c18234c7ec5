/**
 * Failpoints: named places at which a service can be told to die, as if it had been killed there by chance; test-only. Which
 * service has which is in its kitchen's main.ts and patterns.
 */

export const FAILPOINTS = [
  'after-commit',
  'before-publish',
  'after-publish-before-mark',
  'after-charge-before-record',
  'before-offset-commit',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

/** Called where a failpoint is; returns unless this is the place to die. */
export type Reach = (point: Failpoint) => void;

export function createFailpoints(armed: Failpoint | undefined): Reach {
  return (point) => {
    // SIGKILL: nothing is tidied up, and no line after this one is executed.
    if (point === armed) process.kill(process.pid, 'SIGKILL');
  };
}
