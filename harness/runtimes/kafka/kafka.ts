/** One Kafka broker for a kitchen, on loopback, with all topics. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand } from '../../tools/run-command.ts';
import type { Command, ManagedProcess } from '../processes/managed-process.ts';
import { tailOf } from '../processes/tail.ts';
import { kafkaReady } from '../ready.ts';
import { javaArguments, type KafkaPlace, serverProperties } from './settings.ts';
import { type KafkaProgram, kafkaTemplate } from './template.ts';

const COPY_WITHIN_MS = 60_000;

export type KafkaBroker = {
  readonly brokers: string;
  /** How to start it (again) on its data, which is there afterwards. */
  command(): Promise<Command>;
  /** Resolves when all topics can be used. */
  ready(broker: Pick<ManagedProcess, 'exit'>): Promise<void>;
};

export function createKafka(options: KafkaProgram & KafkaPlace & { logFile: string }): KafkaBroker {
  const { java, libs, environment, dataFolder, logFile, port } = options;
  const brokers = `127.0.0.1:${port}`;
  const properties = `${dataFolder}.properties`;
  return {
    brokers,
    async command() {
      const template = await kafkaTemplate({ java, libs, environment });
      if (!existsSync(dataFolder)) {
        await mkdir(dirname(dataFolder), { recursive: true });
        const copy = ['-a', '--reflink=auto', template.dataFolder, dataFolder];
        await runCommand('cp', copy, { timeoutMs: COPY_WITHIN_MS, environment });
        await writeFile(properties, serverProperties(options));
      }
      // An archive that does not fit this Java is ignored by it: slower, not wrong.
      const archive = template.classes === undefined ? [] : [`-XX:SharedArchiveFile=${template.classes}`];
      const parts = [...javaArguments(libs, ...archive), 'kafka.Kafka', properties];
      return { command: java, arguments: parts, environment, logFile, folder: '/' };
    },
    ready: (broker) => kafkaReady(brokers, { exit: broker.exit, tail: (lines) => tailOf(logFile, lines) }),
  };
}
