import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../../errors.ts';
import type { Side } from '../../evidence/records.ts';
import { planScenario } from './scenario.ts';

const planned = (name: string, sides: readonly Side[]) => planScenario(name, { seed: 1 }, sides);

describe('planScenario', () => {
  test('a scenario whose faults can be done to none of the kitchens that are asked for is wrong usage', async () => {
    await expect(planned('broker-down', ['rr'])).rejects.toMatchObject({
      exitCode: EXIT.usage,
      message:
        'No fault of broker-down can be done to the request-response kitchen, only to the event-driven one.',
    });
  });

  test.each<[string, readonly Side[], string]>([
    ['broker-down', ['ed'], 'they can be done to it'],
    ['broker-down', ['rr', 'ed'], 'to one of both'],
    ['duplicates', ['rr'], 'one of its faults can'],
    ['calm', ['rr'], 'it has none'],
  ])('%s on %j is run: %s', async (name, sides) => {
    expect((await planned(name, sides)).name).toBe(name);
  });
});
