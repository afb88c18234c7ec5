/**
 * Kinds of test, apart: unit (pure, quick), int (a real server), containers (those that talk to PostgreSQL, Kafka or a
 * kitchen, once more, against the official images: harness/runtimes/testing/servers.ts), e2e (the lab itself). Some
 * files must have the machine to themselves: these are apart.
 */
const common = {
  cacheDirectory: '<rootDir>/.lab/jest',
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/.lab/', '<rootDir>/runs/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};

/** Runs that must prove something: with others beside them the machine would be too busy for that. */
const MEASURED = ['**/harness/experiment/*.e2e.test.ts', '**/harness/observe/dashboards.e2e.test.ts'];
/** Whether k6 is on time. */
const LOAD = '**/harness/experiment/load.int.test.ts';
/** A comparison that must be valid, in containers. */
const COMPARE_IN_CONTAINERS = '**/harness/commands/compose.e2e.test.ts';
/** Tests of containers themselves, and of kitchens in them. */
const ONLY_IN_CONTAINERS = [
  COMPARE_IN_CONTAINERS,
  '**/harness/commands/compose-ended.e2e.test.ts',
  '**/harness/runtimes/testing/containers.int.test.ts',
  '**/harness/runtimes/compose.int.test.ts',
  '**/compose/kitchens.e2e.test.ts',
];
const IN_CONTAINERS = { SERVERS: 'containers' };
const not = (patterns) => patterns.map((pattern) => `!${pattern}`);

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.test\\.ts$', '\\.e2e\\.test\\.ts$'],
    },
    { ...common, displayName: 'int', testMatch: ['**/*.int.test.ts', ...not([...ONLY_IN_CONTAINERS, LOAD])] },
    { ...common, displayName: 'int-alone', testMatch: [LOAD] },
    {
      ...common,
      displayName: 'containers',
      globals: IN_CONTAINERS,
      globalSetup: '<rootDir>/harness/runtimes/testing/start-one-postgres.ts',
      globalTeardown: '<rootDir>/harness/runtimes/testing/stop-one-postgres.ts',
      testMatch: [
        '**/store.int.test.ts',
        '**/shared/tables/*.int.test.ts',
        '**/shared/platform/postgres.int.test.ts',
        '**/event-driven/kafka.int.test.ts',
        '**/harness/contract.e2e.test.ts',
        '**/harness/faults/*/{processes,bank,events}.int.test.ts',
        '**/harness/commands/chaos.e2e.test.ts',
        '**/harness/observe/up.e2e.test.ts',
        ...ONLY_IN_CONTAINERS,
        ...not([COMPARE_IN_CONTAINERS]),
      ],
    },
    {
      ...common,
      displayName: 'containers-alone',
      globals: IN_CONTAINERS,
      testMatch: [COMPARE_IN_CONTAINERS],
    },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['**/*.e2e.test.ts', ...not([...ONLY_IN_CONTAINERS, ...MEASURED])],
    },
    { ...common, displayName: 'e2e-alone', testMatch: MEASURED },
  ],
};
