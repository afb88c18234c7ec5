/** What a kitchen has done so far, as it counts itself: requests served, messages produced, transactions that wrote. */
import type { Kitchen } from '../../experiment/kitchen.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { SYSTEMS } from '../../systems.ts';

export type Counters = {
  /** Requests served by all services. */
  served: number;
  /** Those of them that came from outside. */
  servedByGateway: number;
  messages: number;
  /** Transactions that got an id, which only those do that write. */
  commits: number;
};

const SCRAPE_TIMEOUT_MS = 5_000;

export async function readCounters({ runtime, databases }: Kitchen): Promise<Counters> {
  const scraped = await Promise.all(
    instancesOf(runtime).map(async (role) => [role, await scrape(runtime.url(role))] as const),
  );
  const sum = (name: string) => scraped.reduce((total, [, text]) => total + sumOf(text, name), 0);
  const gateway = scraped.find(([role]) => role === 'gateway')![1];
  const { rows } = await databases.pools
    .get('orders')!
    .query<{ next: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as next');
  return {
    served: sum('http_server_request_duration_seconds_count'),
    servedByGateway: sumOf(gateway, 'http_server_request_duration_seconds_count'),
    messages: sum('messages_produced_total'),
    commits: Number(rows[0]!.next),
  };
}

export function difference(from: Counters, to: Counters): Counters {
  return {
    served: to.served - from.served,
    servedByGateway: to.servedByGateway - from.servedByGateway,
    messages: to.messages - from.messages,
    commits: to.commits - from.commits,
  };
}

/** Sum over all labels of a metric in Prometheus's text format. */
export function sumOf(text: string, metric: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

const instancesOf = (runtime: Runtime) =>
  SYSTEMS[runtime.side].services.flatMap(({ role }) => runtime.instancesOf(role));

async function scrape(url: string): Promise<string> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url}/metrics answers ${answer.status}.`);
  return answer.text();
}
