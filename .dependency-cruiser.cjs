/**
 * Which part may import which: the directions of the house, and one library, one file. `./lab lint` enforces it, and
 * harness/testing/directions.test.ts shows that it bites.
 */
const library = (name, allowed, why) => ({
  name: `${name}-in-one-file`,
  comment: why,
  severity: 'error',
  from: { pathNot: [...allowed, '\\.test\\.ts$'] },
  to: { path: `node_modules/(@types/)?${name}/` },
});

const direction = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** Pure parts: what they get comes in as values, what they find goes out as values. */
const PURE = '^(shared/domain|harness/audit|harness/stats)/';
/** Tests, and what only they use. */
const TEST = '(\\.(test|int\\.test|e2e\\.test|suite)\\.ts$|/testing/)';

module.exports = {
  forbidden: [
    direction(
      'no-circular',
      'Two files that need each other are one idea, or three.',
      {},
      { circular: true },
    ),
    direction(
      'no-orphans',
      'A file that nothing imports, and that imports nothing, is left over.',
      {
        orphan: true,
        pathNot: [TEST, '^load-tests/', '\\.d\\.ts$', '/main\\.ts$', '^harness/report/browser/'],
      },
      {},
    ),
    direction('no-unresolved', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    direction(
      'kitchens-apart',
      'The two kitchens never import each other.',
      { path: '^(request-response|event-driven)/' },
      { path: '^(request-response|event-driven)/', pathNot: '^$1/' },
    ),
    direction(
      'shared-knows-no-kitchen',
      'What both have in common knows neither, nor what measures them. Its tests may let the harness start a server.',
      { path: '^shared/', pathNot: TEST },
      { path: '^(request-response|event-driven|harness|load-tests)/' },
    ),
    direction(
      'kitchens-know-no-harness',
      'A kitchen does not know that it is measured.',
      { path: '^(request-response|event-driven)/', pathNot: TEST },
      { path: '^(harness|load-tests)/' },
    ),
    direction(
      'parts-know-no-command',
      'What a command does is done without one, too.',
      { path: '^harness/[^/]+/', pathNot: [TEST, '^harness/commands/'] },
      { path: '^harness/commands/' },
    ),
    direction(
      'services-apart',
      'A service calls another, or reads its events; it never imports it.',
      { path: '^(request-response|event-driven)/(orders|stock|payments|delivery|customers)/' },
      { path: '^$1/(orders|stock|payments|delivery|customers)/', pathNot: '^$1/$2/' },
    ),
    direction(
      'pure-does-no-io',
      'Rules, audit and statistics are pure: no file, no socket, no clock.',
      { path: PURE, pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),
    direction(
      'pure-imports-pure',
      'Pure parts import pure parts, types of evidence, names of rungs, and what computes only.',
      { path: PURE, pathNot: TEST },
      {
        pathNot: [
          PURE,
          '^shared/contract/schemas\\.ts$',
          '^harness/(evidence/records|scenarios/(scenario|target|expectation|rungs|clients)|systems)\\.ts$',
          '^load-tests/shape\\.ts$',
          '^(request-response|event-driven)/ladder\\.ts$',
          'node_modules/(zod|hdr-histogram-js)/',
        ],
      },
    ),
    direction(
      'domain-stands-alone',
      'The rules of the domain import nothing but each other.',
      { path: '^shared/domain/', pathNot: TEST },
      { pathNot: '^shared/domain/' },
    ),
    direction(
      'no-dev-dependencies',
      'What runs may not need what only checks.',
      {
        path: '^(shared|request-response|event-driven|harness)/',
        pathNot: [TEST, '\\.suite\\.ts$', '/testing/'],
      },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    ),
    library('axios', ['^request-response/http-client\\.ts$'], 'Calls between services have one home.'),
    library('opossum', ['^request-response/http-client\\.ts$'], 'Circuit breakers have one home.'),
    library(
      'kafkajs',
      [
        '^event-driven/(kafka|create-topics/admin|lag/groups)\\.ts$',
        '^harness/(evidence/kafka-topics|faults/events/topic-client)\\.ts$',
        '^harness/bench/yardstick/message\\.ts$',
      ],
      'An unmaintained library sits behind one file. The harness looks for itself, and measures it bare.',
    ),
    library('prom-client', ['^shared/platform/metrics\\.ts$'], 'Metrics have the same names everywhere.'),
    library('express', ['^shared/platform/http-server\\.ts$'], 'One HTTP server under every service.'),
    library('pg', ['^shared/platform/postgres\\.ts$'], 'One way to reach PostgreSQL.'),
    library(
      'testcontainers',
      ['^harness/runtimes/testing/containers\\.ts$'],
      'Containers for tests have one home.',
    ),
    library('@grafana', ['^dashboards/grafana/drawing/'], 'What a panel is does not depend on who draws it.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^event-driven/schemas/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
