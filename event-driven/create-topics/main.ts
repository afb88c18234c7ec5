/** Creates the topics and ends: run once before the services of this kitchen, and harmless when run again. */
import { ConfigError, readConfig } from '#shared/platform/config.ts';
import { pause } from '#shared/platform/pause.ts';
import { kafkaBrokers } from '../config.ts';
import { connectTopicsAdmin } from './admin.ts';

const TRY_EVERY_MS = 100;
const WITHIN_MS = 60_000;

try {
  const { KAFKA_BROKERS } = readConfig({ KAFKA_BROKERS: kafkaBrokers });
  const admin = connectTopicsAdmin(KAFKA_BROKERS);
  const endMs = performance.now() + WITHIN_MS;
  let problem = await admin.create();
  while (problem !== null && performance.now() < endMs) {
    await pause(TRY_EVERY_MS);
    problem = await admin.create();
  }
  await admin.close();
  if (problem !== null) throw problem;
} catch (error) {
  process.stderr.write(`create-topics: ${(error as Error).message}\n`);
  process.exitCode = error instanceof ConfigError ? 78 : 69; // EX_CONFIG, EX_UNAVAILABLE
}
