/** How k6 hands its own numbers to Prometheus: the customer's view beside the services'. */
import type { Side } from '../evidence/records.ts';
import { SYSTEMS } from '../systems.ts';

export type K6Output = { arguments: readonly string[]; environment: Readonly<Record<string, string>> };

export function k6Output(prometheusUrl: string, side: Side): K6Output {
  return {
    arguments: ['--out', 'experimental-prometheus-rw', '--tag', `architecture=${SYSTEMS[side].name}`],
    environment: {
      K6_PROMETHEUS_RW_SERVER_URL: `${prometheusUrl}/api/v1/write`,
      K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
      // Else percentiles are over the whole run so far, and can't be shown over time.
      K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
      // What has ended is gone from the charts.
      K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
    },
  };
}
