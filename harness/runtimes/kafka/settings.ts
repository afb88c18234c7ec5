/** How the one broker of a kitchen is set up. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What matters to a result; the rest is Kafka's default. */
export const KAFKA_SETTINGS = {
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 3000,
  'auto.create.topics.enable': false,
  'default.replication.factor': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 4,
  // A dead broker is noticed, and taken back, in 1.5 s; with the default (9 s) a restart takes 13 s to acknowledge.
  'broker.session.timeout.ms': 1500,
  'broker.heartbeat.interval.ms': 300,
  // A run is short: nothing is to be deleted or moved.
  'log.retention.ms': -1,
  'auto.leader.rebalance.enable': false,
  // Else 128 MB of memory, for the one small topic that is compacted.
  'log.cleaner.dedupe.buffer.size': 2_097_152,
  'controlled.shutdown.enable': false,
  // Threads for one broker on a small machine.
  'num.network.threads': 2,
  'num.io.threads': 4,
  'background.threads': 2,
} as const;

const HEAP = '384m';

/** A listener for one client alone, who is told that the broker is elsewhere: at a proxy. */
export type Door = { client: string; port: number; advertised: string };
export type KafkaPlace = {
  port: number;
  controllerPort: number;
  dataFolder: string;
  doors?: readonly Door[];
};

/** The doors as the settings of a broker have them. `host`: on which it listens. */
export function listenersOf(doors: readonly Door[], host: string) {
  const name = ({ client }: Door): string => `DOOR_${client.toUpperCase()}`;
  return {
    listeners: doors.map((door) => `,${name(door)}://${host}:${door.port}`).join(''),
    advertised: doors.map((door) => `,${name(door)}://${door.advertised}`).join(''),
    protocols: doors.map((door) => `,${name(door)}:PLAINTEXT`).join(''),
  };
}

/** Text of server.properties: broker and controller in one, on loopback only. */
export function serverProperties({ port, controllerPort, dataFolder, doors = [] }: KafkaPlace): string {
  const { listeners, advertised, protocols } = listenersOf(doors, '127.0.0.1');
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${listeners}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port}${advertised}`,
    'listener.security.protocol.map': `CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT${protocols}`,
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': dataFolder,
    ...KAFKA_SETTINGS,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** Arguments of `java` up to the class: quick to start and cheap when idle rather than fast at its peak. */
export function javaArguments(libs: string, ...more: string[]): string[] {
  return [
    `-Xms${HEAP}`,
    `-Xmx${HEAP}`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:-UsePerfData',
    '-Djava.awt.headless=true',
    `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`,
    ...more,
    '-cp',
    classPath(libs),
  ];
}

/** All jars by name: the class-data archive is good for one order only, and a wildcard takes them as they come. */
function classPath(libs: string): string {
  const jars = readdirSync(libs).filter((name) => name.endsWith('.jar'));
  return jars
    .sort()
    .map((name) => join(libs, name))
    .join(':');
}
