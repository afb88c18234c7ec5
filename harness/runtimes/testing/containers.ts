/**
 * PostgreSQL and Kafka as containers, for tests: the images and settings of the compose files, published on 127.0.0.1
 * alone, and gone with the test. Not by testcontainers' reaper, which is one more container, open to the network and with
 * Docker's socket in it: they carry the run's label, and the janitor removes them, also when the test is killed.
 */
import { randomBytes } from 'node:crypto';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { GenericContainer } from 'testcontainers';
import { readCompose } from '../../../compose/testing/files.ts';
import { needDocker } from '../../tools/docker/docker.ts';
import type { Janitor } from '../janitor.ts';
import { freePorts } from '../ports.ts';
import { kafkaReady } from '../ready.ts';

const { postgres, kafka } = readCompose('compose/parts.yml').services;
/** Where it runs in a container itself, testcontainers looks for them at the network's gateway, and nothing listens there. */
process.env.TESTCONTAINERS_HOST_OVERRIDE = '127.0.0.1';

/** @returns the URL of a database that may create others */
export async function startPostgresContainer(janitor: Janitor): Promise<string> {
  const container = new PostgresOnLoopback(postgres!.image)
    .withPassword(randomBytes(24).toString('hex'))
    .withCommand(postgres!.command as string[])
    .withEnvironment({ POSTGRES_INITDB_ARGS: String(postgres!.environment.POSTGRES_INITDB_ARGS) });
  await leaveTo(janitor, container);
  return (await container.start()).getConnectionUri();
}

/** @returns the address of a broker with all topics */
export async function startKafkaContainer(janitor: Janitor): Promise<string> {
  // A broker tells its clients where to find it, so that this is chosen before it starts.
  const [port] = (await freePorts(1)) as [number];
  const brokers = `127.0.0.1:${port}`;
  const settings = Object.entries(kafka!.environment).map(([name, value]) => [name, String(value)]);
  const container = new ContainerOnLoopback(kafka!.image)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      ...Object.fromEntries(settings),
      KAFKA_ADVERTISED_LISTENERS: `CLIENT://${brokers}`,
    });
  await leaveTo(janitor, container);
  await container.start();
  await kafkaReady(brokers, { exit: () => undefined, tail: async () => [] });
  return brokers;
}

async function leaveTo(janitor: Janitor, container: GenericContainer): Promise<void> {
  const { docker } = await needDocker();
  await janitor.watchContainers(docker);
  const [name, value] = janitor.runLabel.split('=') as [string, string];
  container.withLabels({ [name]: value }).withAutoCleanup(false);
}

/** testcontainers has no option for it, and publishes to the whole network. */
function onLoopback({ PortBindings }: { PortBindings?: Record<string, { HostIp?: string }[]> }): void {
  for (const binding of Object.values(PortBindings ?? {}).flat()) binding.HostIp = '127.0.0.1';
}

class ContainerOnLoopback extends GenericContainer {
  protected override async beforeContainerCreated(): Promise<void> {
    onLoopback(this.hostConfig);
  }
}

class PostgresOnLoopback extends PostgreSqlContainer {
  protected override async beforeContainerCreated(): Promise<void> {
    onLoopback(this.hostConfig);
  }
}
