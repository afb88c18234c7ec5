/** Starts the exporter of consumer lag. */
import { commonConfig, readConfig } from '#shared/platform/config.ts';
import { runService } from '#shared/platform/service.ts';
import { kafkaBrokers } from '../config.ts';
import { repeatedly } from '../patterns/failures/repeatedly.ts';
import { CONSUMERS } from '../topics.ts';
import { connectGroupView } from './groups.ts';
import { createLagWatch } from './service.ts';

const LOOK_EVERY_MS = 1_000;

const config = () => readConfig({ ...commonConfig, KAFKA_BROKERS: kafkaBrokers });

await runService('lag', 'event-driven', config, async ({ KAFKA_BROKERS }, { log, metrics, onStop }) => {
  const view = connectGroupView(KAFKA_BROKERS, CONSUMERS);
  onStop(view.close);
  onStop(repeatedly(createLagWatch(view, metrics.watchGroups(), log), LOOK_EVERY_MS, log));

  // Ready without Kafka, too: that it does not answer is a metric.
  return { routes: [], ready: async () => null };
});
