/** What a package can be written in. */
export type LanguageName = 'typescript' | 'javascript'

/** What differs between packages of two languages, besides the files below `files/<name>/`. */
export interface Language {
  /** The file that is written by hand. */
  readonly source: string
  /** The file that exports `install`. */
  readonly entry: string
  /** How the package's `.` is found. */
  readonly exported: unknown
  /** What is published, besides what npm always publishes. */
  readonly files: readonly string[]
  readonly scripts: Readonly<Record<string, string>>
  /** What it takes to build it; their versions are those that this package is built with. */
  readonly tools: readonly string[]
  /** What the README says of building it. */
  readonly building: string
}

/** The languages, by name. */
export const languages: Readonly<Record<LanguageName, Language>> = {
  typescript: {
    source: 'src/index.ts',
    entry: './dist/index.js',
    exported: { types: './dist/index.d.ts', default: './dist/index.js' },
    files: ['dist', '!dist/**/*.test.*'],
    scripts: {
      build: 'tsc',
      prepare: 'tsc',
      test: 'tsc && node --test dist/*.test.js',
      watch: 'tsc && (tsc --watch --preserveWatchOutput & node --test --watch dist/*.test.js)',
    },
    tools: ['@types/node', 'typescript'],
    building: '`npm run build` compiles it to `dist/`; `npm install`, `npm test` and `npm publish` do so too',
  },
  javascript: {
    source: 'index.js',
    entry: './index.js',
    exported: './index.js',
    files: ['index.js'],
    scripts: { test: 'node --test', watch: 'node --test --watch' },
    tools: [],
    building: 'There is nothing to build. An editor checks the types, which are in the comments',
  },
}
