const { globSync, readFileSync } = require('node:fs');

/** @type {import('jest').Config} */
const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|c?js)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // Packages that ship ES modules only, or import while they run; jest runs CommonJS.
  transformIgnorePatterns: [
    '/node_modules/(?!(kysely|fastify-type-provider-zod|cookie|@opentelemetry/otlp-exporter-base)/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/daemon/dist/', '<rootDir>/demo/dist/'],
  ...extra,
});

/** What makes sure of a PostgreSQL, once a run. */
const postgres = {
  globalSetup: '<rootDir>/test/services/postgres.ts',
  globalTeardown: '<rootDir>/test/services/postgres-teardown.ts',
};

/** Suites whose store is one that tests may choose: they run on both. */
const onAStore = globSync('daemon/**/*.test.ts', { cwd: __dirname })
  .filter((file) => !/node_modules|(sqlite|postgres)\.test/.test(file))
  .filter((file) =>
    /openTestStore|openBench|openMoneyBench|openDaemonCli/.test(readFileSync(`${__dirname}/${file}`, 'utf8')),
  )
  .map((file) => `<rootDir>/${file}`);

/** Tests that start real programs. */
const patient = { setupFilesAfterEnv: ['<rootDir>/test/patience.ts'] };

module.exports = {
  projects: [
    project('panel', ['<rootDir>/panel/**/*.test.ts']),
    project('demo', ['<rootDir>/demo/**/*.test.ts', '<rootDir>/test/recordings/**/*.test.ts']),
    project('daemon', ['<rootDir>/daemon/**/*.test.ts'], postgres),
    project('daemon-postgres', onAStore, {
      ...postgres,
      // Each test makes a database with all tables: on a busy machine that takes its time.
      setupFilesAfterEnv: ['<rootDir>/test/services/on-postgres.ts', '<rootDir>/test/patience.ts'],
    }),
    project('panels', ['<rootDir>/test/panels/**/*.test.ts'], patient),
    project('deploy', ['<rootDir>/test/deploy/**/*.test.ts']),
    project('nodes', ['<rootDir>/test/nodes/**/*.test.ts']),
    project('n8n', ['<rootDir>/n8n/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts'], patient),
    project('crash', ['<rootDir>/test/crash/**/*.test.ts'], patient),
    project('templates', ['<rootDir>/test/templates/**/*.test.ts'], { ...patient, ...postgres }),
  ],
};
