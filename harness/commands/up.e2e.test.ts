/** `./lab up both`: what it prints works when pasted, and Ctrl-C closes it without a trace. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../errors.ts';
import { type LabRun, lab } from '../testing/lab.ts';
import { isListening, listeningPorts, markedProcesses, markerOf } from '../testing/traces.ts';
import { waitUntil } from '../wait-until.ts';

const OPEN_WITHIN_MS = 90_000;
const ORDER_DECIDED_WITHIN_MS = 10_000;

let run: LabRun;
let pasted: string[];
beforeAll(async () => {
  run = lab(['up', 'both']);
  await waitUntil(() => run.stdout().includes('Ctrl-C closes'), { timeoutMs: OPEN_WITHIN_MS, everyMs: 100 });
  pasted = run
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('  curl '));
}, OPEN_WITHIN_MS + 10_000);
afterAll(async () => {
  run.child.kill('SIGINT');
  await run.ended;
}, 30_000);

async function paste(line: string): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)('sh', ['-c', line]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('./lab up both', () => {
  test('prints three lines for each kitchen', () => expect(pasted).toHaveLength(6));

  test.each([
    ['request-response', 0],
    ['event-driven', 3],
  ])(
    'the lines of the %s kitchen order breakfast, show the order, and show the menu',
    async (_kitchen, first) => {
      const [order, look, menu] = pasted.slice(first, first + 3) as [string, string, string];
      const placed = await paste(order);
      const decided = await waitUntil(
        async () => {
          const seen = await paste(look);
          return seen.state === 'placed' ? undefined : seen;
        },
        { timeoutMs: ORDER_DECIDED_WITHIN_MS, everyMs: 100 },
      );
      expect(decided).toMatchObject({ orderId: placed.orderId, state: 'confirmed', totalCents: 890 });
      expect(await paste(menu)).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ sku: 'omelette', priceCents: 890 })]),
      });
    },
  );

  test('Ctrl-C closes both kitchens, which is how it is meant to end, and nothing is left', async () => {
    const marker = markerOf(run.child.pid!)!;
    const ports = listeningPorts(markedProcesses(marker));
    run.child.kill('SIGINT');
    expect(await run.ended).toEqual({ code: EXIT.ok, signal: null });
    expect(markedProcesses(marker)).toEqual([]);
    for (const port of ports)
      expect({ port, listening: await isListening(port) }).toEqual({ port, listening: false });
  }, 30_000);
});
