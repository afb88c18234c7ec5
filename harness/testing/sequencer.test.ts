import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../places.ts';
import Sequencer from './sequencer.ts';

const file = (name: string, path: string) => ({
  ...{ path: join(ROOT, 'harness', path), context: { config: { displayName: { name } } } },
});

test('kinds in their order, of each what compares kitchens first, then what starts one, and then the largest', () => {
  const [int, kitchen] = [
    file('int', 'commands/usage.int.test.ts'),
    file('int', 'faults/processes/rolling-deploy.int.test.ts'),
  ];
  const compares = file('int', 'commands/interrupt.e2e.test.ts');
  const [small, large] = [file('e2e', 'places.ts'), file('e2e', 'systems.ts')];
  const containers = file('containers', 'runtimes/compose.int.test.ts');
  expect(new Sequencer().sort([int, small, kitchen, compares, containers, large])).toEqual([
    ...[large, small, containers],
    ...[compares, kitchen, int],
  ]);
});

test.each([
  'commands/interrupt',
  'commands/bad-days',
  'experiment/random-kills',
  'experiment/mutants/mutants',
])('%s compares kitchens: before what only starts one', (path) => {
  const compares = file('e2e', `${path}.e2e.test.ts`);
  const kitchen = file('e2e', 'faults/processes/processes.int.test.ts');
  expect(new Sequencer().sort([kitchen, compares])).toEqual([compares, kitchen]);
});
