import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/** What each folder of core may import besides itself; DESIGN: one direction down. */
const layers = {
  errors: [],
  nearest: [],
  carrier: [],
  address: ['errors'],
  api: ['errors'],
  engine: ['errors', 'nearest', 'api'],
  link: ['errors', 'address', 'api', 'engine'],
  backend: ['errors', 'nearest', 'api', 'engine', 'link'],
  http: ['errors', 'carrier', 'api', 'engine'],
  listen: ['errors', 'carrier', 'address'],
  admin: ['errors', 'address', 'api', 'engine', 'http', 'listen'],
  daemon: ['errors', 'nearest', 'address', 'api', 'engine', 'link', 'backend', 'http', 'listen', 'admin'],
  'lazy-daemon': ['daemon', 'listen'],
  testing: ['errors', 'nearest', 'address', 'api', 'engine', 'link', 'backend', 'http', 'listen', 'admin', 'daemon'],
}

const layerRules = Object.entries(layers).map(([layer, allowed]) => {
  const forbidden = Object.keys(layers).filter((other) => other !== layer && !allowed.includes(other))
  const group = [...forbidden.flatMap((other) => [`./${other}.js`, `../${other}.js`, `**/${other}/**`]), '**/index.js']
  return {
    files: [`core/src/${layer}/**/*.ts`, `core/src/${layer}.ts`],
    ignores: ['core/src/testing/index.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message: `${layer}/ may not import this` }] }] },
  }
})

export default tseslint.config(
  { ignores: ['**/build/**', '**/dist/**', '**/dist-test/**', 'coverage/**', '**/node_modules/**'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/require-await': 'off',
      'no-control-regex': 'off',
    },
  },
  ...layerRules,
  {
    files: ['plugins/*/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['libswarm-core', 'libswarm-core/*'],
              allowTypeImports: true,
              message: 'a backend imports types only',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['core/src/**/*.ts', 'swarmd/src/**/*.ts', 'plugins/*/src/**/*.ts'],
    ignores: ['plugins/template/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.type="MetaProperty"][property.name!="resolve"]',
          message: 'the bundled file lies elsewhere: name what you need in package.json and use import.meta.resolve',
        },
      ],
    },
  },
  {
    files: ['**/test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', '@typescript-eslint/only-throw-error': 'off' },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        require: 'readonly',
        module: 'writable',
      },
    },
  },
)
