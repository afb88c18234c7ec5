/** A PostgreSQL and a Kafka as the kitchens have them, each alone. */
import { join } from 'node:path';
import { createKafka } from '../../runtimes/kafka/kafka.ts';
import { freePorts } from '../../runtimes/ports.ts';
import { createPostgres } from '../../runtimes/postgres/postgres.ts';
import { startProcess } from '../../runtimes/processes/managed-process.ts';
import type { ProcessProgram } from '../../runtimes/processes/process-program.ts';
import type { BenchContext } from '../part.ts';

export type Server = { address: string; pid: number; stop(): Promise<void> };

export async function startPostgresAlone({ tools, janitor, folder }: BenchContext): Promise<Server> {
  const [port] = (await freePorts(1)) as [number];
  const postgres = createPostgres({
    program: tools.postgres,
    dataFolder: join(folder, 'postgres', 'data'),
    logFile: join(folder, 'postgres.log'),
    port,
    environment: janitor.marker,
  });
  return start(postgres, postgres.url('orders'));
}

export async function startKafkaAlone({ tools, janitor, folder }: BenchContext): Promise<Server> {
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const kafka = createKafka({
    java: tools.java,
    libs: tools.kafkaLibs,
    dataFolder: join(folder, 'kafka', 'data'),
    logFile: join(folder, 'kafka.log'),
    port,
    controllerPort,
    environment: janitor.marker,
  });
  return start(kafka, kafka.brokers);
}

async function start(program: ProcessProgram, address: string): Promise<Server> {
  const server = await startProcess(await program.command());
  await program.ready(server);
  return {
    address,
    pid: server.pid,
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown, and as good as SIGTERM to Kafka.
      server.signal('SIGINT');
      await server.exited;
    },
  };
}
