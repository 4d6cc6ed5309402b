/** The rules for everything but nodes/ and credentials/, which n8n's own eslint.config.mjs is for. */
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'nodes/',
      'credentials/',
      '**/dist/',
      '**/node_modules/',
      '.demo/',
      'workflows/',
      'coverage/',
      'eslint.config.mjs',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `async` is how a function says it may one day wait, and how a throw becomes a rejection.
      '@typescript-eslint/require-await': 'off',
      // `() => stop()` and an early `return send(…)` read better on one line.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // `row['exp_date']` marks a name that comes from outside and that no type promises.
      '@typescript-eslint/dot-notation': 'off',
      // `T[]` and `Array<T>`: whichever reads better in its place.
      '@typescript-eslint/array-type': 'off',
      // What was caught is unknown, and is thrown again as it came.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      // Numbers and booleans in messages are plain.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Contracts with the outside are type aliases as often as interfaces; both read well.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `||` is meant where an empty text counts as absent.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts', '**/testing/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // jest's asymmetric matchers are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.js'], languageOptions: { globals: globals.node } },
  { files: ['**/page/**/*.js'], languageOptions: { globals: globals.browser } },
  prettier,
);
