/** The part of the runtimes' suite that is about ends: a kitchen that is closed, or does not come up, leaves nothing. */
import { describe, expect, test } from '@jest/globals';
import { LabError } from '../errors.ts';
import type { ServiceRole, SystemDescription } from '../systems.ts';
import { waitUntil } from '../wait-until.ts';
import { isFree } from './ports.ts';
import { readStat } from './processes/process-table.ts';
import type { Runtime } from './runtime.ts';
import { BROKEN_KITCHEN, FAKE_KITCHEN } from './testing/fake-kitchen.ts';

const BOUND = { timeoutMs: 30_000, everyMs: 20 };
const ROLES = ['postgres', 'gateway', 'orders', 'bank'] as const;

export type RuntimeUnderTest = {
  /** Nothing is started yet. The name is of this kitchen alone. */
  create(
    name: string,
    system: SystemDescription,
    more?: { hops?: boolean; instances?: number },
  ): Promise<Runtime>;
  /** Whether an outsider sees that the role does not run on, though it lives. */
  isPaused(runtime: Runtime, role: ServiceRole): boolean | Promise<boolean>;
  /** Everything that is there because of the kitchen: its processes or containers, its data. */
  traces(name: string): string[] | Promise<string[]>;
};

export function endingSuite(given: RuntimeUnderTest): void {
  describe('a kitchen at its end', () => {
    test('closed, twice, with a paused role: no process, no port, no data', async () => {
      const kitchen = await given.create('closed', FAKE_KITCHEN);
      await kitchen.startAll();
      await kitchen.pause('orders');
      const pids = ROLES.map((role) => kitchen.instance(role)!.pid);
      const ports = (['gateway', 'orders', 'bank'] as const).map((role) =>
        Number(new URL(kitchen.url(role)).port),
      );
      expect(await given.traces('closed')).not.toEqual([]);

      await Promise.all([kitchen.close(), kitchen.close()]);

      expect(pids.filter((pid) => readStat(pid) !== undefined)).toEqual([]);
      expect(await Promise.all(ports.map((port) => isFree(port)))).toEqual([true, true, true]);
      expect(await given.traces('closed')).toEqual([]);
    });

    test('closed while it is being started: the start fails, and nothing is left', async () => {
      const kitchen = await given.create('hasty', FAKE_KITCHEN);
      const starting = kitchen.startAll().then(
        () => 'started',
        (error: unknown) => error,
      );
      await waitUntil(async () => (await given.traces('hasty')).length > 0, BOUND);

      await kitchen.close();

      expect(await starting).toBeInstanceOf(LabError);
      expect(await given.traces('hasty')).toEqual([]);
    });

    test('a service that ends while starting: says which, why, and the last lines of its log', async () => {
      const kitchen = await given.create('broken', BROKEN_KITCHEN);
      const error = await kitchen.startAll().catch((thrown: unknown) => thrown as LabError);
      expect(error).toBeInstanceOf(LabError);
      expect(error).toMatchObject({
        message: expect.stringContaining('bank ended while it was starting (exit code 3)'),
        details: ['the oven is cold'],
      });
      const { pid } = kitchen.instance('gateway')!;
      await kitchen.close();
      expect(await waitUntil(() => readStat(pid) === undefined, BOUND)).toBe(true);
    });
  });
}
