/** All roles of a kitchen, each with its life: the part of a runtime that does not depend on what a role is started as. */
import { EXIT, LabError } from '../errors.ts';
import type { Part, SystemDescription } from '../systems.ts';
import { RoleLife, type RoleProgram } from './role-life.ts';
import type { Exit, Instance, Runtime } from './runtime.ts';

export type Roles = Pick<
  Runtime,
  'stop' | 'kill' | 'pause' | 'resume' | 'instance' | 'sample' | 'threadCpu' | 'onUnexpectedExit'
> & { start(part: Part): Promise<Instance> };

export function createRoles(
  { name }: SystemDescription,
  parts: readonly Part[],
  programOf: (part: Part) => RoleProgram,
): { roles: Roles; lives: readonly RoleLife[] } {
  const listeners: ((part: Part, exit: Exit) => void)[] = [];
  const tell = (part: Part, exit: Exit): void => {
    for (const listener of listeners) listener(part, exit);
  };
  const lives = new Map(
    parts.map((part) => [part, new RoleLife(part, programOf(part), (exit) => tell(part, exit))]),
  );
  const life = (role: Part): RoleLife => {
    const found = lives.get(role);
    if (found === undefined) throw new LabError(EXIT.usage, `The ${name} kitchen has no ${role}.`);
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
