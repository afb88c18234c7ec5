/** Shows that the rules of .dependency-cruiser.cjs bite: each is broken once, in a copy of the layout. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { ROOT } from '../places.ts';

const { options, forbidden } = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'));

const FILES: Record<string, string> = {
  'request-response/orders/service.ts': `import '../../event-driven/orders/service.ts';`,
  'request-response/stock/service.ts': `import '../payments/service.ts';`,
  'request-response/payments/service.ts': `import 'axios'; import 'opossum'; export const charge = 1;`,
  'request-response/http-client.ts': `import 'axios'; import 'opossum';`,
  'event-driven/orders/service.ts': `import '../../harness/progress.ts'; import 'kafkajs'; export const place = 1;`,
  'event-driven/kafka.ts': `import 'kafkajs';`,
  'shared/platform/service.ts': `import '../../request-response/payments/service.ts'; import 'express'; import 'prom-client'; import 'pg';`,
  'shared/domain/order.ts': `import { readFileSync } from 'node:fs'; export const read = readFileSync;`,
  'harness/audit/judge.ts': `import '../runtimes/local.ts'; import '../../shared/domain/order.ts';`,
  'harness/runtimes/local.ts': `import '../progress.ts';`,
  'harness/scenarios/target.ts': `import '../commands/values.ts';`,
  'harness/commands/values.ts': `export const oneOf = 1;`,
  'harness/progress.ts': `export const progress = 1;`,
  'harness/first.ts': `import './second.ts';`,
  'harness/second.ts': `import './first.ts'; import './nowhere.ts';`,
  'harness/alone.ts': `export const alone = 1;`,
};
for (const library of ['axios', 'opossum', 'kafkajs', 'express', 'prom-client', 'pg']) {
  FILES[`node_modules/${library}/index.js`] = 'module.exports = {};';
}

let folder: string;
let found: { rule: string; from: string }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'directions-'));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { tsConfig: _, ...rest } = options;
  const { output } = await cruise(['shared', 'request-response', 'event-driven', 'harness'], {
    ...rest,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  });
  const { violations } = (output as ICruiseResult).summary;
  found = violations.map(({ rule, from }) => ({ rule: rule.name, from }));
});
afterAll(() => rm(folder, { recursive: true }));

describe('directions of imports', () => {
  test.each([
    ['kitchens-apart', 'request-response/orders/service.ts'],
    ['services-apart', 'request-response/stock/service.ts'],
    ['kitchens-know-no-harness', 'event-driven/orders/service.ts'],
    ['parts-know-no-command', 'harness/scenarios/target.ts'],
    ['shared-knows-no-kitchen', 'shared/platform/service.ts'],
    ['pure-does-no-io', 'shared/domain/order.ts'],
    ['pure-imports-pure', 'harness/audit/judge.ts'],
    ['no-circular', 'harness/first.ts'],
    ['no-unresolved', 'harness/second.ts'],
    ['no-orphans', 'harness/alone.ts'],
    ['axios-in-one-file', 'request-response/payments/service.ts'],
    ['opossum-in-one-file', 'request-response/payments/service.ts'],
    ['kafkajs-in-one-file', 'event-driven/orders/service.ts'],
    ['express-in-one-file', 'shared/platform/service.ts'],
    ['prom-client-in-one-file', 'shared/platform/service.ts'],
    ['pg-in-one-file', 'shared/platform/service.ts'],
  ])('%s catches %s', (rule, from) => expect(found).toContainEqual({ rule, from }));

  test.each(['request-response/http-client.ts', 'event-driven/kafka.ts'])(
    '%s may know its library',
    (from) => {
      expect(found.filter((violation) => violation.from === from)).toEqual([]);
    },
  );
});
