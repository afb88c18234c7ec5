/** Starts the gateway. */
import { commonConfig, httpUrls, readConfig, secret, wholeNumber } from '#shared/platform/config.ts';
import { createOutgoing } from '#shared/platform/outgoing.ts';
import { runService } from '#shared/platform/service.ts';
import { customerOf } from './api-keys.ts';
import { createRateLimit } from './rate-limit.ts';
import { gatewayRoutes } from './service.ts';

const config = () =>
  readConfig({
    ...commonConfig,
    GATEWAY_KEY_SECRET: secret,
    ORDERS_URL: httpUrls,
    CUSTOMERS_URL: httpUrls,
    // Below the 5 s after which clients give up, so that they still get an answer.
    ORDER_TIMEOUT_MS: wholeNumber(1, 60_000).default(4_000),
    RATE_LIMIT_PER_SECOND: wholeNumber(1, 1_000_000).default(100),
  });

await runService('gateway', 'both', config, async (settings, { log, metrics, onStop }) => {
  const timeoutMs = settings.ORDER_TIMEOUT_MS;
  const outgoing = (target: string, urls: readonly string[]) =>
    createOutgoing({ target, urls, timeoutMs, log, metrics });
  const orders = outgoing('orders', settings.ORDERS_URL);
  const customers = outgoing('customers', settings.CUSTOMERS_URL);
  onStop(() => Promise.all([orders.close(), customers.close()]));

  const perSecond = settings.RATE_LIMIT_PER_SECOND;
  const routes = gatewayRoutes({
    customerOf: (authorization) => customerOf(settings.GATEWAY_KEY_SECRET, authorization),
    rateLimit: createRateLimit({ perSecond, burst: 2 * perSecond }),
    upstreams: { orders, customers },
    now: () => performance.now(),
  });
  // Ready as soon as it listens: what is behind it answers for itself.
  return { routes, ready: async () => null };
});
