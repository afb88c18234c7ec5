/**
 * What a run adds to a kitchen's compose file, as a second compose file: its own label on everything, an address on
 * loopback for every role, and nothing that disturbs a measurement. Pure; JSON is YAML.
 */
import type { Role, SystemDescription } from '../../systems.ts';
import { type Build, buildEnvironment } from '../build.ts';

export type OverrideOptions = {
  system: SystemDescription;
  /** `label=value`, for everything. */
  runLabel: string;
  /** Port on 127.0.0.1 by role; the gateway's is set where its compose file asks for it. */
  ports: ReadonlyMap<Role, number>;
  bankControlPort: number;
  /** All volumes of the compose file. */
  volumes: readonly string[];
  build: Build;
  /** Folder of the checkout, when the programs of `system` are not those of the image but mounted from here. */
  programsFrom?: string;
};

const IN_CONTAINER = { service: 8080, bankControl: 8081, postgres: 5432, kafka: 19_092 };

/** As a service is called in the compose files. */
export const serviceName = ({ side }: SystemDescription, name: string): string => `${side}-${name}`;

type Service = Record<string, unknown>;

export function composeOverride(options: OverrideOptions): { services: Record<string, Service> } & Service {
  const { system, runLabel } = options;
  const name = (role: string): string => serviceName(system, role);
  const labels = [runLabel];
  const common = { labels, restart: 'no' };
  const services: Record<string, Service> = { [name('secrets')]: common };
  for (const role of [...system.infrastructure, ...system.services.map((service) => service.role)]) {
    services[name(role)] = {
      ...common,
      // The harness asks by itself, from outside, as it asks local processes; a check in the container costs CPU.
      healthcheck: { disable: true },
      // All of a run's log is evidence. It goes with the container.
      logging: { options: { 'max-size': '1g', 'max-file': '1' } },
      ports: portsOf(role, options),
      ...specialsOf(role, options),
    };
  }
  const volumes = Object.fromEntries(options.volumes.map((volume) => [volume, { labels }]));
  return { services, networks: { default: { labels } }, volumes };
}

function portsOf(role: Role, { ports, bankControlPort }: OverrideOptions): string[] {
  const publish = (port: number, inside: number): string => `127.0.0.1:${port}:${inside}`;
  const port = ports.get(role)!;
  if (role === 'gateway') return [];
  if (role === 'postgres' || role === 'kafka') return [publish(port, IN_CONTAINER[role])];
  const service = publish(port, IN_CONTAINER.service);
  return role === 'bank' ? [service, publish(bankControlPort, IN_CONTAINER.bankControl)] : [service];
}

function specialsOf(role: Role, { system, ports, build, programsFrom }: OverrideOptions): Service {
  if (role === 'kafka')
    return { environment: kafkaListeners(serviceName(system, 'kafka'), ports.get('kafka')!) };
  const service = system.services.find((each) => each.role === role);
  if (service === undefined) return {};
  const environment = {
    // The bank itself, as with local processes: a proxy in between is of use only to what slows it down.
    ...(role === 'payments'
      ? { BANK_URL: `http://${serviceName(system, 'bank')}:${IN_CONTAINER.service}` }
      : {}),
    // A container is started anew as it was made: it would die at its failpoint again and again.
    ...buildEnvironment(service, { ...build, failpoints: {} }, 1),
  };
  if (programsFrom === undefined) return { environment };
  const { entry } = service;
  return { environment, command: ['node', entry], volumes: [`${programsFrom}/${entry}:/app/${entry}:ro`] };
}

/** A second door, whose advertised address is the one on loopback: a client goes where the broker says it is. */
function kafkaListeners(host: string, port: number): Record<string, string> {
  return {
    KAFKA_LISTENERS: `CLIENT://:9092,HARNESS://:${IN_CONTAINER.kafka},CONTROLLER://127.0.0.1:9093`,
    KAFKA_ADVERTISED_LISTENERS: `CLIENT://${host}:9092,HARNESS://127.0.0.1:${port}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENT:PLAINTEXT,HARNESS:PLAINTEXT,CONTROLLER:PLAINTEXT',
  };
}
