/**
 * A broker's data folder with its topics, and an archive of its loaded classes (class-data sharing), made once by a
 * broker that is started for that alone and kept in .lab/. With both a broker is up in half the time.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TOPIC_PARTITIONS } from '../../../event-driven/topics.ts';
import { EXIT, LabError } from '../../errors.ts';
import { Cache } from '../../tools/cache.ts';
import { runCommand } from '../../tools/run-command.ts';
import { freePorts } from '../ports.ts';
import { exitWithin, startProcess } from '../processes/managed-process.ts';
import { tailOf } from '../processes/tail.ts';
import { createTopics } from './kafka-admin.ts';
import { javaArguments, KAFKA_SETTINGS, serverProperties } from './settings.ts';

/** Any 22 characters of base64: every kitchen is a cluster of its own on ports of its own. */
const CLUSTER_ID = 'VHdvS2l0Y2hlbnNMYWIwMQ';
const NAME = 'kafka-template-';
const AT_MOST_MS = 60_000;
const STOP_WITHIN_MS = 30_000;

export type KafkaProgram = {
  java: string;
  /** Folder with the jars. */
  libs: string;
  environment: Readonly<Record<string, string>>;
};

/** `classes` is undefined when this Java could not write an archive. */
export type KafkaTemplate = { dataFolder: string; classes: string | undefined };

/** The template for these settings and topics; makes it when there is none yet. */
export async function kafkaTemplate(program: KafkaProgram): Promise<KafkaTemplate> {
  const { java, libs } = program;
  const key = createHash('sha256')
    .update(JSON.stringify([java, javaArguments(libs), KAFKA_SETTINGS, [...TOPIC_PARTITIONS]]))
    .digest('hex')
    .slice(0, 12);
  const folder = await new Cache().provide(`${NAME}${key}`, (temporary) => make(program, temporary), {
    replaces: NAME,
  });
  const classes = join(folder, 'classes.jsa');
  return { dataFolder: join(folder, 'data'), classes: existsSync(classes) ? classes : undefined };
}

async function make(program: KafkaProgram, folder: string): Promise<void> {
  const { java, libs, environment } = program;
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const dataFolder = join(folder, 'data');
  const properties = join(folder, 'server.properties');
  const logFile = join(folder, 'kafka.log');
  await mkdir(dataFolder);
  await writeFile(properties, serverProperties({ port, controllerPort, dataFolder }));
  const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties];
  await runCommand(java, [...javaArguments(libs), ...format], {
    timeoutMs: AT_MOST_MS,
    environment,
    folder: '/',
  });

  const archive = `-XX:ArchiveClassesAtExit=${join(folder, 'classes.jsa')}`;
  const broker = await startProcess({
    command: java,
    arguments: [...javaArguments(libs, archive), 'kafka.Kafka', properties],
    environment,
    logFile,
    folder: '/',
  });
  try {
    await createTopics(`127.0.0.1:${port}`, {
      timeoutMs: AT_MOST_MS,
      gone: () => broker.exit() !== undefined,
    });
    broker.signal('SIGTERM');
    if ((await exitWithin(broker, STOP_WITHIN_MS)) === undefined) {
      throw new LabError(EXIT.unavailable, `Kafka did not stop within ${STOP_WITHIN_MS / 1000} s.`);
    }
  } catch (cause) {
    if (!(cause instanceof LabError)) throw cause;
    throw new LabError(cause.exitCode, `Preparing Kafka failed: ${cause.message}`, {
      cause,
      details: await tailOf(logFile, 10),
    });
  } finally {
    broker.signal('SIGKILL');
  }
}
