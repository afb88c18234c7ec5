/** The program that measures consumer lag, beside a kitchen with Kafka, for as long as somebody looks at it. */
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import { freePorts } from '../runtimes/ports.ts';
import { type ManagedProcess, startProcess } from '../runtimes/processes/managed-process.ts';
import { type Observing, waitForAnswer } from './observing.ts';

const READY_WITHIN_MS = 30_000;

export type LagExporter = { address: string; process: ManagedProcess };

export async function startLagExporter(
  kafkaBrokers: string,
  { logFolder, environment }: Observing,
): Promise<LagExporter> {
  const [port] = (await freePorts(1)) as [number];
  const logFile = join(logFolder, 'lag.ndjson');
  const started = await startProcess({
    command: process.execPath,
    arguments: [join(ROOT, 'event-driven', 'lag', 'main.ts')],
    environment: {
      ...environment,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'info',
      KAFKA_BROKERS: kafkaBrokers,
    },
    logFile,
    folder: ROOT,
  });
  const address = `127.0.0.1:${port}`;
  await waitForAnswer('The exporter of consumer lag', {
    ...{ process: started, logFile, withinMs: READY_WITHIN_MS },
    address: `http://${address}/health/ready`,
  });
  return { address, process: started };
}
