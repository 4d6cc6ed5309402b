/** @type {import('jest').Config} */
const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/daemon/dist/', '<rootDir>/demo/dist/'],
  ...extra,
});

module.exports = {
  projects: [
    project('panel', ['<rootDir>/panel/**/*.test.ts']),
    project('demo', ['<rootDir>/demo/**/*.test.ts', '<rootDir>/test/recordings/**/*.test.ts']),
    project('daemon', ['<rootDir>/daemon/**/*.test.ts']),
    project('nodes', ['<rootDir>/test/nodes/**/*.test.ts']),
    project('n8n', ['<rootDir>/n8n/**/*.test.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts']),
  ],
};
