/** For tests: a log that keeps its lines to itself, and metrics that nobody scrapes. */
import pino from 'pino';
import { createMetrics } from '#shared/platform/metrics.ts';

export const silentLog = pino({ level: 'silent' });
export const silentMetrics = createMetrics('test', 'event-driven');
