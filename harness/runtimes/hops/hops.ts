/**
 * All hops of a kitchen through one Toxiproxy, each through a proxy of its own, and one to each instance where there are
 * several. It stands in both runs of a comparison, or in neither, so that what it costs is the same on both sides.
 */
import { EXIT, LabError } from '../../errors.ts';
import { ofAll } from '../../of-all.ts';
import {
  type Part,
  type Role,
  type RoleInstance,
  type SystemDescription,
  type WayEnds,
  waysOf,
} from '../../systems.ts';
import { waitUntil } from '../../wait-until.ts';
import type { Door } from '../kafka/settings.ts';
import { freePorts } from '../ports.ts';
import type { Awaited } from '../ready.ts';
import type { RoleProgram } from '../role-life.ts';
import { createHop, type Hop } from './hop.ts';
import { type HopProxy, toxiproxyClient } from './toxiproxy-client.ts';

const READY_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 20;
const LOG_LINES = 10;

export type PlannedHop = WayEnds & {
  /** Where its proxy listens. */
  port: number;
  /** Of the broker: a listener for this client alone, since Kafka tells each where to find it. */
  brokerPort: number | undefined;
};

export type Hops = {
  readonly apiPort: number;
  readonly planned: readonly PlannedHop[];
  /** Port of the proxy on a hop that there is. */
  port(from: Role, to: RoleInstance): number;
  /** Resolves when all proxies listen. @throws {LabError} when they do not */
  ready(toxiproxy: Awaited): Promise<void>;
  /** @throws {LabError} 64 when there is no such hop */
  hop(from: Role, to: RoleInstance): Hop;
  /**
   * The program of a part whose proxies are open only while it runs: who calls a dead process is refused, as without a proxy in
   * between, rather than let in and cut off.
   */
  boundTo(part: Part, program: RoleProgram): RoleProgram;
};

/**
 * Chooses ports; nothing listens yet.
 * @param where host on which the proxies listen, and where a hop ends: `host:port`
 */
export async function planHops(
  system: SystemDescription,
  instances: number,
  where: { listen: string; upstream(hop: PlannedHop): string },
): Promise<Hops> {
  const ends = waysOf(system, instances);
  const [apiPort, ...ports] = (await freePorts(1 + 2 * ends.length)) as [number, ...number[]];
  const planned = ends.map((hop, index): PlannedHop => {
    const [port, second] = ports.slice(2 * index) as [number, number];
    return { ...hop, port, brokerPort: hop.to === 'kafka' ? second : undefined };
  });
  const toxiproxy = toxiproxyClient(`http://127.0.0.1:${apiPort}`);
  const proxies = (): HopProxy[] =>
    planned.map((hop) => ({
      name: nameOf(hop),
      listen: `${where.listen}:${hop.port}`,
      upstream: where.upstream(hop),
    }));
  const find = (from: Role, to: RoleInstance): PlannedHop => {
    const found = planned.find((hop) => hop.from === from && hop.to === to);
    if (found === undefined)
      throw new LabError(EXIT.usage, `The ${system.name} kitchen has no hop from ${from} to ${to}.`);
    return found;
  };
  return {
    apiPort,
    planned,
    port: (from, to) => find(from, to).port,
    async ready({ exit, tail }) {
      const listens = async (): Promise<true | undefined> => {
        if (exit() !== undefined) return true;
        // Not listening yet: asked again until the bound.
        return toxiproxy.version().then(
          () => true,
          () => undefined,
        );
      };
      await waitUntil(listens, { timeoutMs: READY_WITHIN_MS, everyMs: ASK_EVERY_MS });
      try {
        await toxiproxy.populate(proxies());
      } catch (cause) {
        throw new LabError(EXIT.unavailable, 'Toxiproxy does not come up.', {
          cause,
          details: await tail(LOG_LINES),
        });
      }
    },
    boundTo(part, program) {
      const names = planned.filter(({ to }) => to === part).map(nameOf);
      if (names.length === 0) return program;
      let hasEnded = false;
      let told: Promise<unknown> = Promise.resolve();
      /** One after the other: it may be started again before its proxies are closed. */
      const tell = (enabled: boolean): Promise<unknown> => {
        const tellAll = () => ofAll(names.map((name) => toxiproxy.enable(name, enabled)));
        told = told.then(tellAll, tellAll);
        return told;
      };
      return {
        start: () => program.start(),
        async ready(running) {
          await program.ready(running);
          // At first they are open, and Toxiproxy may be starting still.
          const opened = hasEnded ? tell(true) : undefined;
          void running.exited.then(() => {
            hasEnded = true;
            // Where Toxiproxy has ended, too, nobody gets through anyway.
            return tell(false).catch(() => undefined);
          });
          await opened;
        },
      };
    },
    hop: (from, to) => createHop(toxiproxy, nameOf({ from, to }), `127.0.0.1:${find(from, to).port}`),
  };
}

/** The broker's listeners, when its clients reach their proxies at this host. */
export const doorsOf = (planned: readonly PlannedHop[], host: string): Door[] =>
  planned.flatMap(({ from, port, brokerPort }) =>
    brokerPort === undefined ? [] : [{ client: from, port: brokerPort, advertised: `${host}:${port}` }],
  );

const nameOf = ({ from, to }: { from: Role; to: RoleInstance }): string => `${from}-${to}`;

/** What a kitchen without them says to who wants to break one. */
export const noHops = (): LabError =>
  new LabError(
    EXIT.unavailable,
    'The hops of this kitchen do not go through Toxiproxy, so that none can be broken; `./lab up … --hops` opens one in which they do.',
  );
