/** For tests: an observatory that keeps what every service of a kitchen says of itself, at the end of its run. */
import { SYSTEMS } from '../../systems.ts';
import type { Observatory } from '../observatory.ts';
import { ask } from './ask.ts';

/** @param kept filled, by `architecture service` */
export function keepingMetrics(observatory: Observatory, kept: Map<string, string>): Observatory {
  return {
    ...observatory,
    async watch(runtime, followed) {
      const watch = await observatory.watch(runtime, followed);
      return {
        ...watch,
        async stop() {
          const { name } = SYSTEMS[runtime.side];
          const targets = await ask(observatory.prometheusUrl, `up{architecture="${name}"} == 1`);
          for (const { metric } of targets) {
            const answer = await fetch(`http://${metric.instance}/metrics`);
            kept.set(`${name} ${metric.service}`, await answer.text());
          }
          await watch.stop();
        },
      };
    },
  };
}
