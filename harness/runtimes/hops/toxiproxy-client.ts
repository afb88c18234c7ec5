/** The part of Toxiproxy's HTTP API that is used here (its README, "HTTP API"). */
import { EXIT, LabError } from '../../errors.ts';

/** Toxiproxy itself gives up after 25 s. */
const ANSWER_WITHIN_MS = 30_000;

/** `listen` and `upstream` are `host:port`. */
export type HopProxy = { name: string; listen: string; upstream: string };

export type Toxic = {
  name: string;
  /** `upstream` is the way of the request, `downstream` that of the answer. */
  stream: 'upstream' | 'downstream';
} & (
  | { type: 'latency'; attributes: { latency: number; jitter: number } }
  /** With a timeout of 0, whatever is sent vanishes, and nothing is closed. */
  | { type: 'timeout'; attributes: { timeout: 0 } }
);

export type ToxiproxyClient = ReturnType<typeof toxiproxyClient>;

/** @param url e.g. `http://127.0.0.1:20001` */
export function toxiproxyClient(url: string) {
  async function ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw new LabError(EXIT.failed, `Toxiproxy answers ${response.status} to ${method} ${path}.`, {
      details: [text.trim()],
    });
  }
  const toxicsOf = (proxy: string): string => `/proxies/${encodeURIComponent(proxy)}/toxics`;
  const list = async (proxy: string): Promise<Toxic[]> => (await ask('GET', toxicsOf(proxy))) as Toxic[];

  return {
    /** @throws as long as it does not listen */
    version: () => ask('GET', '/version'),
    /** Makes these proxies, and is done when they listen. */
    populate: (proxies: readonly HopProxy[]) =>
      ask(
        'POST',
        '/populate',
        proxies.map((proxy) => ({ ...proxy, enabled: true })),
      ),
    /** A proxy that is not enabled does not listen, and its connections are closed; its toxics stay. */
    enable: (proxy: string, enabled: boolean) =>
      ask('PATCH', `/proxies/${encodeURIComponent(proxy)}`, { enabled }),
    add: (proxy: string, toxic: Toxic) => ask('POST', toxicsOf(proxy), toxic),
    list,
    /** Takes all toxics of a proxy away. */
    async clear(proxy: string): Promise<void> {
      for (const { name } of await list(proxy)) await ask('DELETE', `${toxicsOf(proxy)}/${name}`);
    },
  };
}
