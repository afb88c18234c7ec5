/**
 * What a run adds to a kitchen's compose file, as a second compose file: its own label on everything, an address on
 * loopback for every role, and nothing that disturbs a measurement. Pure; JSON is YAML.
 */
import {
  instancesOf,
  numberOf,
  type Part,
  PROXY,
  type Role,
  type RoleInstance,
  rolesOf,
  type ServiceDescription,
  type SystemDescription,
  urlVariable,
} from '../../systems.ts';
import { type Build, buildEnvironment } from '../build.ts';
import { doorsOf, type Hops, type PlannedHop } from '../hops/hops.ts';
import { TOXIPROXY_ENVIRONMENT } from '../hops/toxiproxy-program.ts';
import { listenersOf } from '../kafka/settings.ts';
import { postgresSettings } from '../postgres/settings.ts';

export type OverrideOptions = {
  system: SystemDescription;
  /** `label=value`, for everything. */
  runLabel: string;
  /** Port on 127.0.0.1 by instance; the gateway's is set where its compose file asks for it. */
  ports: ReadonlyMap<RoleInstance, number>;
  /** How many there are of every service that has a database. */
  instances: number;
  /** Path of the kitchen's compose file. */
  composeFile: string;
  bankControlPort: number;
  /** All volumes of the compose file. */
  volumes: readonly string[];
  build: Build;
  /** When each goes through a proxy: which. */
  hops?: Pick<Hops, 'apiPort' | 'planned' | 'port'> | undefined;
  /** Folder of the checkout, when the programs of `system` are not those of the image but mounted from here. */
  programsFrom?: string;
};

const IN_CONTAINER = { service: 8080, bankControl: 8081, postgres: 5432, kafka: 19_092 };

/** As a service is called in the compose files; an instance's number is set off as a host's name allows it. */
export const serviceName = ({ side }: Pick<SystemDescription, 'side'>, name: Part | 'secrets'): string =>
  `${side}-${name.replace('@', '-')}`;

/** Where a hop ends, for a proxy within the network. */
export const insideOf = (system: SystemDescription, { to, brokerPort }: PlannedHop): string => {
  const port = brokerPort ?? (to === 'postgres' ? IN_CONTAINER.postgres : IN_CONTAINER.service);
  return `${serviceName(system, to)}:${port}`;
};

type Service = Record<string, unknown>;

const WITHOUT_DISTURBANCE = {
  // The harness asks by itself, from outside, as it asks local processes; a check in the container costs CPU.
  healthcheck: { disable: true },
  // All of a run's log is evidence. It goes with the container.
  logging: { options: { 'max-size': '1g', 'max-file': '1' } },
} as const;

export function composeOverride(options: OverrideOptions): { services: Record<string, Service> } & Service {
  const { system, runLabel } = options;
  const name = (part: Part | 'secrets'): string => serviceName(system, part);
  const labels = [runLabel];
  const common = { labels, restart: 'no' };
  const services: Record<string, Service> = { [name('secrets')]: { ...common, ...secretsOf(options) } };
  if (options.hops !== undefined)
    services[name(PROXY)] = { ...common, ...WITHOUT_DISTURBANCE, ...proxyOf(options.hops) };
  for (const role of rolesOf(system)) {
    for (const instance of instancesOf(system, role, options.instances)) {
      services[name(instance)] = {
        // Of a further instance the compose file knows nothing: it is made as the first one is.
        ...(instance === role ? {} : { extends: { file: options.composeFile, service: name(role) } }),
        ...common,
        ...WITHOUT_DISTURBANCE,
        ports: portsOf(instance, options),
        ...specialsOf(role, instance, options),
      };
    }
  }
  const volumes = Object.fromEntries(options.volumes.map((volume) => [volume, { labels }]));
  return { services, networks: { default: { labels } }, volumes };
}

const publish = (port: number, inside: number): string => `127.0.0.1:${port}:${inside}`;

function portsOf(role: RoleInstance, { ports, bankControlPort }: OverrideOptions): string[] {
  const port = ports.get(role)!;
  if (role === 'gateway') return [];
  if (role === 'postgres' || role === 'kafka') return [publish(port, IN_CONTAINER[role])];
  const service = publish(port, IN_CONTAINER.service);
  return role === 'bank' ? [service, publish(bankControlPort, IN_CONTAINER.bankControl)] : [service];
}

/** All of a kitchen's traffic goes through it, where the compose file's own has the bank's alone. */
const PROXY_BYTES = 128 * 1024 * 1024;
export const PROXY_LIMITS = { cpus: 2, mem_limit: PROXY_BYTES, memswap_limit: PROXY_BYTES } as const;

function proxyOf({ apiPort, planned }: NonNullable<OverrideOptions['hops']>): Service {
  return {
    ...PROXY_LIMITS,
    command: ['-host=0.0.0.0', `-port=${apiPort}`],
    environment: TOXIPROXY_ENVIRONMENT,
    ports: [apiPort, ...planned.map(({ port }) => port)].map((port) => publish(port, port)),
  };
}

/** A service is told where its database is by a secret. */
function secretsOf({ system, hops }: OverrideOptions): Service {
  if (hops === undefined) return {};
  const databases = hops.planned
    .filter(({ to }) => to === 'postgres')
    .map(({ from, port }) => `${from}=${serviceName(system, PROXY)}:${port}`);
  const program = ['node', 'compose/secrets/main.ts', 'kitchen', serviceName(system, 'postgres')];
  return { command: [...program, ...databases] };
}

const inside = (system: SystemDescription, instance: RoleInstance): string =>
  `http://${serviceName(system, instance)}:${IN_CONTAINER.service}`;

/** Where a service finds the others, as its environment has it, when that is not as in the compose file. */
function addressesOf(
  { role: from, calls, kafka }: ServiceDescription,
  { system, instances, hops }: OverrideOptions,
): Record<string, string> {
  const proxy = (to: RoleInstance): string => `${serviceName(system, PROXY)}:${hops!.port(from, to)}`;
  // The bank itself, as with local processes: a proxy in between is of use only to what slows it down.
  const addresses: Record<string, string> = from === 'payments' ? { BANK_URL: inside(system, 'bank') } : {};
  for (const role of calls) {
    const all = instancesOf(system, role, instances);
    if (all.length < 2 && hops === undefined) continue;
    const urls = all.map((each) => (hops === undefined ? inside(system, each) : `http://${proxy(each)}`));
    addresses[urlVariable(role)] = urls.join(',');
  }
  return hops === undefined || !kafka ? addresses : { ...addresses, KAFKA_BROKERS: proxy('kafka') };
}

function specialsOf(role: Role, instance: RoleInstance, options: OverrideOptions): Service {
  const { system, build, programsFrom, instances } = options;
  if (role === 'postgres' && instances > 1) return { command: postgresCommand(instances) };
  if (role === 'kafka') return { environment: kafkaListeners(options) };
  const service = system.services.find((each) => each.role === role);
  if (service === undefined) return {};
  const environment = {
    ...(service.database ? { INSTANCE: String(numberOf(instance)) } : {}),
    ...addressesOf(service, options),
    // A container is started anew as it was made: it would die at its failpoint again and again.
    ...buildEnvironment(service, { ...build, failpoints: {} }, 1),
  };
  if (programsFrom === undefined) return { environment };
  const { entry } = service;
  return { environment, command: ['node', entry], volumes: [`${programsFrom}/${entry}:/app/${entry}:ro`] };
}

const postgresCommand = (instances: number): string[] => [
  'postgres',
  ...Object.entries(postgresSettings(instances)).map(([name, value]) => `-c${name}=${value}`),
];

/** A second door, whose advertised address is the one on loopback: a client goes where the broker says it is. */
function kafkaListeners({ system, ports, hops }: OverrideOptions): Record<string, string> {
  const doors = doorsOf(hops?.planned ?? [], serviceName(system, PROXY));
  const { listeners, advertised, protocols } = listenersOf(doors, '');
  const host = serviceName(system, 'kafka');
  return {
    KAFKA_LISTENERS: `CLIENT://:9092,HARNESS://:${IN_CONTAINER.kafka},CONTROLLER://127.0.0.1:9093${listeners}`,
    KAFKA_ADVERTISED_LISTENERS: `CLIENT://${host}:9092,HARNESS://127.0.0.1:${ports.get('kafka')!}${advertised}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: `CLIENT:PLAINTEXT,HARNESS:PLAINTEXT,CONTROLLER:PLAINTEXT${protocols}`,
  };
}
