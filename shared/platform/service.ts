/**
 * The life of a service process: start, listen, be ready, and on SIGTERM stop taking work, finish what is begun, close
 * everything, and be gone within STOP_WITHIN_MS. A process that can't go on says so and exits non-zero.
 */
import type { Server } from 'node:http';
import { closeServer } from './closing.ts';
import { ConfigError } from './config.ts';
import { createHttpServer, type Readiness, type Route } from './http-server.ts';
import { createLog, type Log } from './log.ts';
import { type Architecture, createMetrics, type Metrics } from './metrics.ts';

const STOP_WITHIN_MS = 5_000;

export type Platform = {
  log: Log;
  metrics: Metrics;
  /** Registers a step of the shutdown; steps run in reverse order of registration, after the server has drained. */
  onStop(step: () => Promise<unknown>): void;
  /** Registers what is stopped at once, while the server drains: other work that comes from outside. */
  onDrain(step: () => Promise<unknown>): void;
  /** Ends the process because it can't do its work any more: a dead process is restarted, a zombie is not. */
  fail(error: unknown): void;
};

export type ServiceParts = { routes: readonly Route[]; ready: Readiness };

/** Runs a service: `compose` wires its parts from the configuration and returns its routes and its readiness. */
export async function runService<
  Config extends { HOST: string; PORT: number; INSTANCE: number; LOG_LEVEL: string },
>(
  name: string,
  architecture: Architecture,
  readConfig: () => Config,
  compose: (config: Config, platform: Platform) => Promise<ServiceParts>,
): Promise<void> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(78); // EX_CONFIG
  }

  const { log, flush } = createLog(
    { service: name, instance: config.INSTANCE, architecture },
    config.LOG_LEVEL,
  );
  const metrics = createMetrics(name, architecture);
  const steps: (() => Promise<unknown>)[] = [];
  const atOnce: (() => Promise<unknown>)[] = [];
  let stopping = false;
  let server: Server | undefined;

  const fail = (error: unknown): void => {
    log.fatal({ err: error }, 'can not go on');
    flush();
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => fail(new Error(`not stopped within ${STOP_WITHIN_MS} ms`)), STOP_WITHIN_MS).unref();
    const drained = server === undefined ? undefined : closeServer(server);
    await Promise.all([drained, ...atOnce.map((step) => step())]);
    for (const step of steps.reverse()) await step();
    log.info('stopped');
    flush();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM').catch(fail));
  process.on('SIGINT', () => void stop('SIGINT').catch(fail));

  const platform: Platform = {
    log,
    metrics,
    onStop: (step) => void steps.push(step),
    onDrain: (step) => void atOnce.push(step),
    fail,
  };
  try {
    const parts = await compose(config, platform);
    const ready: Readiness = async () => (stopping ? 'stopping' : parts.ready());
    server = await createHttpServer({ routes: parts.routes, ready, log, metrics }).listen(
      config.HOST,
      config.PORT,
    );
    log.info({ port: config.PORT }, 'listening');
  } catch (error) {
    fail(error);
  }
}
