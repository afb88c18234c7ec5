/** For tests: asks Prometheus. */

export type Series = { metric: Record<string, string>; value: number };

/** The answer to a query at a moment, now unless said otherwise. @throws with Prometheus' words when it is no query */
export async function ask(prometheusUrl: string, query: string, atMs?: number): Promise<Series[]> {
  const form = new URLSearchParams({ query });
  if (atMs !== undefined) form.set('time', String(atMs / 1000));
  const answer = await fetch(`${prometheusUrl}/api/v1/query`, { method: 'POST', body: form });
  const { data, error } = (await answer.json()) as {
    data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
    error?: string;
  };
  if (data === undefined) throw new Error(`${query}: ${error}`);
  return data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
}
