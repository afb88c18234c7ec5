/** All roles of a kitchen, each with its life: the part of a runtime that does not depend on what a role is started as. */
import { EXIT, LabError } from '../errors.ts';
import { type Role, rolesOf, type SystemDescription } from '../systems.ts';
import { RoleLife, type RoleProgram } from './role-life.ts';
import type { Exit, Runtime } from './runtime.ts';

export type Roles = Pick<
  Runtime,
  'start' | 'stop' | 'kill' | 'pause' | 'resume' | 'instance' | 'sample' | 'threadCpu' | 'onUnexpectedExit'
>;

export function createRoles(
  system: SystemDescription,
  programOf: (role: Role) => RoleProgram,
): { roles: Roles; lives: readonly RoleLife[] } {
  const listeners: ((role: Role, exit: Exit) => void)[] = [];
  const tell = (role: Role, exit: Exit): void => {
    for (const listener of listeners) listener(role, exit);
  };
  const lives = new Map(
    rolesOf(system).map((role) => [role, new RoleLife(role, programOf(role), (exit) => tell(role, exit))]),
  );
  const life = (role: Role): RoleLife => {
    const found = lives.get(role);
    if (found === undefined) throw new LabError(EXIT.usage, `The ${system.name} kitchen has no ${role}.`);
    return found;
  };
  const roles: Roles = {
    start: (role) => life(role).start(),
    stop: (role) => life(role).stop(),
    kill: (role) => life(role).kill(),
    pause: (role) => life(role).pause(),
    resume: (role) => life(role).resume(),
    instance: (role) => life(role).instance(),
    sample: () => new Map([...lives].map(([role, each]) => [role, each.sample()])),
    threadCpu: () => new Map([...lives].map(([role, each]) => [role, each.threadCpu()])),
    onUnexpectedExit: (listener) => void listeners.push(listener),
  };
  return { roles, lives: [...lives.values()] };
}
