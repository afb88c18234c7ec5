/** Logs and measures calls. A call that went well at once is logged at debug level only: there are four per order. */
import type { Log } from '#shared/platform/log.ts';
import type { Metrics } from '#shared/platform/metrics.ts';
import type { CallListener } from './call.ts';

export function listenToCalls({ log, metrics }: { log: Log; metrics: Metrics }): CallListener {
  return {
    attempted({ target, call, outcome, status, durationMs }) {
      metrics.requestSent(target, outcome, durationMs);
      const level = outcome === 'ok' && call.attempt === 1 ? 'debug' : 'info';
      if (!log.isLevelEnabled(level)) return;
      const { requestId, orderId } = call.context;
      log[level](
        {
          target,
          method: call.method,
          attempt: call.attempt,
          outcome,
          status,
          durationMs: Math.round(durationMs * 10) / 10,
          requestId,
          orderId,
        },
        'called',
      );
    },
    retried: (target) => metrics.requestRetried(target),
    breakerChanged(target, to) {
      metrics.breakerChanged(target, to);
      log.info({ target, to }, 'breaker');
    },
  };
}
