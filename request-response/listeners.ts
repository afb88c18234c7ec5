/** Logs and metrics listen here to what happens to calls and to orders, so that they do not interleave with the story. */
import type { OrderRecord } from '#shared/contract/api.ts';
import type { AppError } from '#shared/platform/errors.ts';
import type { Platform } from '#shared/platform/service.ts';
import type { CallListener } from './call.ts';

type Ears = Pick<Platform, 'log' | 'metrics'>;

/** A call that went well at once is logged at debug level only: there are four per order. */
export function listenToCalls({ log, metrics }: Ears): CallListener {
  return {
    attempted({ target, instance, call, outcome, status, durationMs }) {
      metrics.requestSent(target, outcome, durationMs);
      const level = outcome === 'ok' && call.attempt === 1 ? 'debug' : 'info';
      if (!log.isLevelEnabled(level)) return;
      const { requestId, orderId } = call.context;
      log[level](
        {
          target,
          targetInstance: instance,
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
    notCalled: (target) => metrics.requestSent(target, 'circuit_open', 0),
    retried: (target) => metrics.requestRetried(target),
    breakerMade: (target, instance) => metrics.breakerMade(target, instance),
    breakerChanged(target, instance, to) {
      metrics.breakerChanged(target, instance, to);
      log.info({ target, targetInstance: instance, to }, 'breaker');
    },
  };
}

export type OrdersListener = {
  /** A new order is on the disk. */
  placed(): void;
  decided(order: OrderRecord, requestId: string): void;
  /** A step could not be carried out, or undone. */
  failed(orderId: string, requestId: string, error: AppError): void;
};

export function listenToOrders({ log, metrics }: Ears): OrdersListener {
  return {
    placed: () => metrics.orderReached('placed', null),
    decided({ orderId, state, reason, placedAt, decidedAt }, requestId) {
      metrics.orderReached(state, reason, decidedAt!.getTime() - placedAt.getTime());
      if (state === 'rejected') log.info({ orderId, requestId, reason }, 'rejected');
    },
    failed(orderId, requestId, error) {
      const { kind, code, effect } = error;
      log.info({ orderId, requestId, code, effect, err: kind === 'internal' ? error : undefined }, 'failed');
    },
  };
}
