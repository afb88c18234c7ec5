import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../places.ts';
import Sequencer from './sequencer.ts';

test('kinds in their order, and the largest file of each first', () => {
  const file = (name: string, path: string) => ({
    ...{ path: join(ROOT, 'harness', path), context: { config: { displayName: { name } } } },
  });
  const int = file('int', 'runtimes/local.int.test.ts');
  const [small, large] = [file('e2e', 'places.ts'), file('e2e', 'systems.ts')];
  const containers = file('containers', 'runtimes/compose.int.test.ts');
  expect(new Sequencer().sort([int, small, containers, large])).toEqual([large, small, containers, int]);
});
