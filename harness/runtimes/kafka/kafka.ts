/** One Kafka broker for a kitchen, on loopback, with all topics. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../../errors.ts';
import { runCommand } from '../../tools/run-command.ts';
import { type ManagedProcess, startProcess } from '../processes/managed-process.ts';
import { tailOf } from '../processes/tail.ts';
import { createTopics } from './kafka-admin.ts';
import { javaArguments, type KafkaPlace, serverProperties } from './settings.ts';
import { type KafkaProgram, kafkaTemplate } from './template.ts';

const COPY_WITHIN_MS = 60_000;
const READY_WITHIN_MS = 60_000;

export type KafkaBroker = {
  readonly brokers: string;
  /** Starts it (again) on its data; resolves when all topics can be used. */
  start(): Promise<ManagedProcess>;
};

export function createKafka(options: KafkaProgram & KafkaPlace & { logFile: string }): KafkaBroker {
  const { java, libs, environment, dataFolder, logFile, port } = options;
  const brokers = `127.0.0.1:${port}`;
  return {
    brokers,
    async start() {
      const template = await kafkaTemplate({ java, libs, environment });
      const properties = `${dataFolder}.properties`;
      if (!existsSync(dataFolder)) {
        await mkdir(dirname(dataFolder), { recursive: true });
        await runCommand('cp', ['-a', '--reflink=auto', template.dataFolder, dataFolder], {
          timeoutMs: COPY_WITHIN_MS,
          environment,
        });
        await writeFile(properties, serverProperties(options));
      }
      // An archive that does not fit this Java is ignored by it: slower, not wrong.
      const archive = template.classes === undefined ? [] : [`-XX:SharedArchiveFile=${template.classes}`];
      const broker = await startProcess({
        command: java,
        arguments: [...javaArguments(libs, ...archive), 'kafka.Kafka', properties],
        environment,
        logFile,
        folder: '/',
      });
      try {
        await createTopics(brokers, { timeoutMs: READY_WITHIN_MS, gone: () => broker.exit() !== undefined });
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        throw new LabError(error.exitCode, error.message, {
          cause: error,
          details: await tailOf(logFile, 10),
        });
      }
      return broker;
    },
  };
}
