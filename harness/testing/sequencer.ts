/**
 * The order in which Jest runs files of tests: what takes long first, so that at the end all workers have something to do. How
 * long a file takes nobody knows on a fresh machine; its kind, whether it starts a kitchen, and its size stand for that.
 */
import { readFileSync } from 'node:fs';

/** What is read of a test of Jest's (@jest/test-result has it in full). */
type TestFile = { path: string; context: { config: { displayName?: { name: string } } } };

/** The longest runs of the lab are in e2e, and every test in containers waits for them to start. */
const FIRST = ['e2e', 'containers', 'int'];

const STARTS_A_KITCHEN = /kitchen\w*\(|createLocalRuntime\(/i;

export default class Sequencer {
  sort<Test extends TestFile>(tests: Iterable<Test>): Test[] {
    const weighed = Array.from(tests, (test) => {
      const text = readFileSync(test.path, 'utf8');
      return { test, kind: kindOf(test), kitchen: Number(STARTS_A_KITCHEN.test(text)), size: text.length };
    });
    return weighed
      .sort((one, other) => one.kind - other.kind || other.kitchen - one.kitchen || other.size - one.size)
      .map(({ test }) => test);
  }

  cacheResults(): void {
    // Jest's own keeps how long each took, for the next time: on a fresh machine there is none.
  }
}

function kindOf({ context }: TestFile): number {
  const at = FIRST.indexOf(context.config.displayName?.name ?? '');
  return at === -1 ? FIRST.length : at;
}
