/**
 * Where a kitchen runs. Local processes and compose implement the same interface and pass the same tests
 * (runtime.suite.ts).
 * A role ("payments"), or one of its instances ("payments@2"), is bound to a process or container by the runtime; faults
 * and the run name roles only. Where a role stands for one instance, it is the first.
 */
import type { Side } from '../evidence/records.ts';
import type { Part, Role, RoleInstance, SystemDescription } from '../systems.ts';
import type { Build } from './build.ts';
import type { Hop } from './hops/hop.ts';
import type { Janitor } from './janitor.ts';
import type { ThreadCpu } from './processes/thread-cpu.ts';

export type ResourceUse = { cpuMs: number; rssBytes: number };

/** A started instance of a role. `generation` grows by one with every start, so that a restart can be proven. */
export type Instance = { role: Part; pid: number; startedAtMs: number; generation: number };

export type Exit = {
  code: number | null;
  signal: NodeJS.Signals | null;
  atMs: number;
  /** The kernel ended it because its container had no memory left. */
  outOfMemory?: true;
};

/** What every runtime is told, whatever it runs a kitchen in. */
export type RuntimeOptions = {
  side: Side;
  /** `<run>/<side>`: made when it is not there. */
  runFolder: string;
  janitor: Janitor;
  /** Default: the top of the ladder, without any switch. */
  build?: Build;
  /** Reserved by the caller (ports.ts), before any port is handed out. Default: any free port. */
  gatewayPort?: number;
  /** Every hop goes through a proxy, so that it can be slowed down and cut. Default: none does. */
  hops?: boolean;
  /** How many there are of every service that has a database. Default: one. */
  instances?: number;
  logLevel?: string;
  /** For tests of the runtime itself. */
  system?: SystemDescription;
};

export interface Runtime {
  readonly side: Side;
  /** Starts every role of the kitchen, as parallel as its dependencies allow; resolves when all are ready. */
  startAll(): Promise<void>;
  /** How many there are of every service that has a database. */
  readonly instances: number;
  /** All instances of a role, the first one first; none of a role that the kitchen has not. */
  instancesOf(role: Role): readonly RoleInstance[];
  /** Starts one role (again), on the same address; resolves when it is ready. */
  start(role: RoleInstance): Promise<Instance>;
  /** SIGTERM, and SIGKILL when it is not gone in time. */
  stop(role: RoleInstance): Promise<Exit>;
  /** SIGKILL. Resolves with the exit that proves it. */
  kill(role: RoleInstance): Promise<Exit>;
  pause(role: RoleInstance): Promise<void>;
  resume(role: RoleInstance): Promise<void>;
  instance(role: RoleInstance): Instance | undefined;
  /** Base URL of a role's HTTP server, e.g. `http://127.0.0.1:20001`. */
  url(role: RoleInstance): string;
  /** Whether hops can be broken. */
  readonly hops: boolean;
  /**
   * From all instances of a role to one of another.
   * @throws {LabError} when there is no such hop, or none of this kitchen can be broken
   */
  hop(from: Role, to: RoleInstance): Hop;
  /** How the harness itself reaches what is not HTTP. */
  readonly access: {
    databaseUrl(role: Role): string;
    kafkaBrokers(): string;
    /** A file that holds the bank's ledger as it is now. */
    bankLedgerFile(): Promise<string>;
    bankControl(): { url: string; token: string };
    /** Signs a customer's API key. */
    apiKey(customerId: string): string;
  };
  /** The last lines of a role's log. */
  tail(part: Part, lines: number): Promise<string[]>;
  /** A file that holds what the role has logged so far, all generations of it. */
  logFile(part: Part): Promise<string>;
  /** CPU since start (dead generations included) and resident memory now, of each instance. */
  sample(): Map<Part, ResourceUse>;
  /** CPU in nanosecond steps, of each instance, for comparing two moments that are close to each other. */
  threadCpu(): Map<Part, ThreadCpu>;
  /** Something that ended without being told to. */
  onUnexpectedExit(listener: (part: Part, exit: Exit) => void): void;
  /** Resumes, stops and removes everything it started. May be called twice. */
  close(): Promise<void>;
}
