/** Hands measures to Prometheus, by OTLP over HTTP. */
import { type Measure, otlpRequest } from './lab-metrics.ts';

const ANSWER_WITHIN_MS = 2_000;

/** @throws when Prometheus does not take them */
export async function push(prometheusUrl: string, measures: readonly Measure[], atMs: number): Promise<void> {
  const answer = await fetch(`${prometheusUrl}/api/v1/otlp/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(otlpRequest(measures, atMs)),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`Prometheus answers ${answer.status}: ${await answer.text()}`);
  await answer.body?.cancel();
}
