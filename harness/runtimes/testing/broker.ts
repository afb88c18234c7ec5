/** A Kafka broker with all topics for a test, gone with it. */
import { startJanitor } from '../janitor.ts';
import { partOfKitchen } from './part-of-kitchen.ts';
import { IN_CONTAINERS } from './servers.ts';

export type Broker = { brokers: string; close(): Promise<void> };

export async function startBroker(): Promise<Broker> {
  if (IN_CONTAINERS) {
    const { startKafkaContainer } = await import('./containers.ts');
    const janitor = await startJanitor();
    return { brokers: await startKafkaContainer(janitor), close: () => janitor.close() };
  }
  const kitchen = await partOfKitchen('ed', []);
  await kitchen.start('kafka');
  return { brokers: kitchen.access.kafkaBrokers(), close: () => kitchen.close() };
}
