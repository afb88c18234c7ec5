/**
 * The order in which Jest runs files of tests: what takes long first, so that at the end all workers have something to do. How
 * long a file takes nobody knows on a fresh machine; its kind, what it starts, and its size stand for that. Comparisons come
 * before kitchens also so that of those that wait for each other (open-kitchen.ts) not all begin at once.
 */
import { readFileSync } from 'node:fs';

/** What is read of a test of Jest's (@jest/test-result has it in full). */
type TestFile = { path: string; context: { config: { displayName?: { name: string } } } };

/** The longest runs of the lab are in e2e, and every test in containers waits for them to start. */
const FIRST = ['e2e', 'containers', 'int'];

/** What it starts, as the text of a file tells it: a comparison, a kitchen. */
const STARTS = [/shortRun\(|lab\(\['compare'|compareOn\(/, /kitchen\w*\(|create\w*Runtime\(/i];

export default class Sequencer {
  sort<Test extends TestFile>(tests: Iterable<Test>): Test[] {
    const weighed = Array.from(tests, (test) => {
      const text = readFileSync(test.path, 'utf8');
      const found = STARTS.findIndex((pattern) => pattern.test(text));
      const starts = found === -1 ? STARTS.length : found;
      return { test, kind: kindOf(test), starts, size: text.length };
    });
    return weighed
      .sort((one, other) => one.kind - other.kind || one.starts - other.starts || other.size - one.size)
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
