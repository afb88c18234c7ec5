/**
 * Kinds of test, apart: unit (pure, quick), int (a real server), containers (those of int that talk to PostgreSQL or Kafka
 * alone, once more, against the official images: harness/runtimes/testing/servers.ts), e2e (the lab itself).
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

const CONTAINERS_THEMSELVES = '**/harness/runtimes/testing/containers.int.test.ts';

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.test\\.ts$', '\\.e2e\\.test\\.ts$'],
    },
    { ...common, displayName: 'int', testMatch: ['**/*.int.test.ts', `!${CONTAINERS_THEMSELVES}`] },
    {
      ...common,
      displayName: 'containers',
      globals: { SERVERS: 'containers' },
      testMatch: [
        '**/store.int.test.ts',
        '**/shared/tables/*.int.test.ts',
        '**/shared/platform/postgres.int.test.ts',
        '**/event-driven/kafka.int.test.ts',
        CONTAINERS_THEMSELVES,
      ],
    },
    { ...common, displayName: 'e2e', testMatch: ['**/*.e2e.test.ts'] },
  ],
};
