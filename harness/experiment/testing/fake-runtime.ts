/** A runtime without a kitchen: remembers what it was told, and plays what it is given to play. */
import type { Exit, Instance, Runtime } from '../../runtimes/runtime.ts';
import { instancesOf, type Part, type RoleInstance, SYSTEMS } from '../../systems.ts';

export type FakeRuntime = Runtime & {
  /** What it was told to do: `kill payments`, … */
  told: string[];
  /** Plays a role that ends by itself. */
  end(role: RoleInstance, exit: Exit): void;
};

export function fakeRuntime(overrides: Partial<Runtime> = {}): FakeRuntime {
  const { instances = 1 } = overrides;
  const told: string[] = [];
  const listeners: ((part: Part, exit: Exit) => void)[] = [];
  const generations = new Map<RoleInstance, number>();
  const instanceOf = (role: RoleInstance): Instance => {
    const generation = generations.get(role) ?? 1;
    return { role, pid: 100 + generation, startedAtMs: 0, generation };
  };
  const does =
    (verb: string) =>
    async (role: RoleInstance): Promise<void> =>
      void told.push(`${verb} ${role}`);
  const ends =
    (verb: string, how: Pick<Exit, 'code' | 'signal'>) =>
    async (role: RoleInstance): Promise<Exit> => {
      told.push(`${verb} ${role}`);
      return { ...how, atMs: Date.now() };
    };
  const nowhere = (): never => {
    throw new Error('a fake runtime has no such access');
  };
  return {
    side: 'rr',
    told,
    instances,
    instancesOf: (role) => instancesOf(SYSTEMS.ed, role, instances),
    startAll: async () => void told.push('start all'),
    async start(role) {
      told.push(`start ${role}`);
      generations.set(role, instanceOf(role).generation + 1);
      return instanceOf(role);
    },
    stop: ends('stop', { code: 0, signal: null }),
    kill: ends('kill', { code: null, signal: 'SIGKILL' }),
    pause: does('pause'),
    resume: does('resume'),
    instance: instanceOf,
    url: () => 'http://127.0.0.1:1',
    hops: false,
    hop: nowhere,
    access: {
      databaseUrl: nowhere,
      kafkaBrokers: nowhere,
      bankLedgerFile: nowhere,
      bankControl: nowhere,
      apiKey: (customerId) => `key of ${customerId}`,
    },
    tail: async (role) => [`the last line of ${role}`],
    logFile: async (role) => `/nowhere/${role}.ndjson`,
    sample: () => new Map(),
    threadCpu: () => new Map(),
    onUnexpectedExit: (listener) => void listeners.push(listener),
    close: async () => void told.push('close'),
    end(role, exit) {
      for (const listener of listeners) listener(role, exit);
    },
    ...overrides,
  };
}
