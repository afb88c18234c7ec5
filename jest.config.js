/**
 * Kinds of test, apart: unit (pure, quick), int (a real server), containers (those that talk to PostgreSQL, Kafka or a
 * kitchen, once more, against the official images: harness/runtimes/testing/servers.ts), e2e (the lab itself).
 */
const common = {
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

/** Tests of containers themselves, and of kitchens in them. */
const ONLY_IN_CONTAINERS = [
  '**/harness/runtimes/testing/containers.int.test.ts',
  '**/harness/runtimes/compose.int.test.ts',
  '**/harness/commands/compose.e2e.test.ts',
  '**/compose/kitchens.e2e.test.ts',
];
const others = ONLY_IN_CONTAINERS.map((pattern) => `!${pattern}`);

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.test\\.ts$', '\\.e2e\\.test\\.ts$'],
    },
    { ...common, displayName: 'int', testMatch: ['**/*.int.test.ts', ...others] },
    {
      ...common,
      displayName: 'containers',
      globals: { SERVERS: 'containers' },
      testMatch: [
        '**/store.int.test.ts',
        '**/shared/tables/*.int.test.ts',
        '**/shared/platform/postgres.int.test.ts',
        '**/event-driven/kafka.int.test.ts',
        '**/harness/contract.e2e.test.ts',
        '**/harness/commands/chaos.e2e.test.ts',
        '**/harness/observe/up.e2e.test.ts',
        '**/harness/faults/*/{processes,bank,events}.int.test.ts',
        ...ONLY_IN_CONTAINERS,
      ],
    },
    { ...common, displayName: 'e2e', testMatch: ['**/*.e2e.test.ts', ...others] },
  ],
};
