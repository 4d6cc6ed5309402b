/** @type {import('jest').Config} */
const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|js)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // Packages that ship ES modules only; jest runs CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(kysely|fastify-type-provider-zod|cookie)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/daemon/dist/', '<rootDir>/demo/dist/'],
  ...extra,
});

/** Tests that start real programs. */
const patient = { setupFilesAfterEnv: ['<rootDir>/test/patience.ts'] };

module.exports = {
  projects: [
    project('panel', ['<rootDir>/panel/**/*.test.ts']),
    project('demo', ['<rootDir>/demo/**/*.test.ts', '<rootDir>/test/recordings/**/*.test.ts']),
    project('daemon', ['<rootDir>/daemon/**/*.test.ts']),
    project('panels', ['<rootDir>/test/panels/**/*.test.ts'], patient),
    project('nodes', ['<rootDir>/test/nodes/**/*.test.ts']),
    project('n8n', ['<rootDir>/n8n/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts'], patient),
    project('crash', ['<rootDir>/test/crash/**/*.test.ts'], patient),
    project('templates', ['<rootDir>/test/templates/**/*.test.ts'], patient),
  ],
};
