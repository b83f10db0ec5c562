import { expect } from 'chai'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import js from '@eslint/js'
import { ESLint } from 'eslint'
import { defineConfig } from 'eslint/config'
import { publint } from 'publint'
import tseslint from 'typescript-eslint'
import { linkDependencies, linkPackage } from './support/link.js'
import { create, root, run } from './support/run.js'

const languages = {
  TypeScript: {
    flags: [],
    lint: defineConfig(js.configs.recommended, {
      files: ['**/*.ts'],
      extends: [tseslint.configs.recommendedTypeChecked],
      languageOptions: { parserOptions: { projectService: true } },
    }),
    check: ['--noEmit', '--skipLibCheck', 'false'],
    published: ['LICENSE', 'README.md', 'dist/index.d.ts', 'dist/index.js', 'package.json'],
  },
  JavaScript: {
    flags: ['--js'],
    lint: [js.configs.recommended],
    check:
      '--ignoreConfig --allowJs --checkJs --noEmit --strict --module nodenext --target es2023 --types node index.js'.split(
        ' ',
      ),
    published: ['LICENSE', 'README.md', 'index.js', 'package.json'],
  },
}

/** What reads all types once more, or asks npm for long: `npm test` leaves it to `npm test -- --all`. */
const itLong: (title: string, body: () => Promise<void>) => void =
  process.env['LIBSWARM_TEST_SHORT'] === undefined ? it : () => undefined

for (const [language, { flags, lint, check, published }] of Object.entries(languages)) {
  describe(`a new package in ${language}`, function () {
    this.timeout(120_000)
    let home: string
    let folder: string

    before(async () => {
      home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
      folder = join(home, 'libswarm-backend-foo')
      await create(home, 'foo', ...flags)
      await linkDependencies(folder)
      // The compiler, which a package in JavaScript does not have, and the types that come with the core.
      for (const name of language === 'JavaScript' ? ['typescript', '@types/node'] : []) {
        await linkPackage(folder, name, join(root, '../../node_modules', name))
      }
      // What `npm install` does when all is there.
      expect(await run(folder, 'npm', 'run', '--if-present', 'prepare')).to.deep.include({ code: 0 })
    })
    after(() => rm(home, { recursive: true }))

    it('passes its own tests', async () => {
      const { code, stdout } = await run(folder, 'npm', 'test')
      expect(code, stdout).to.equal(0)
      expect(stdout).to.match(/^(#|ℹ) fail 0$/m)
    })

    const itLints = language === 'TypeScript' ? itLong : it
    itLints('lints clean', async () => {
      const eslint = new ESLint({
        cwd: folder,
        overrideConfigFile: true,
        overrideConfig: [{ ignores: ['dist'] }, ...lint],
      })
      const results = await eslint.lintFiles(['.'])
      expect(results.flatMap(({ messages }) => messages)).to.deep.equal([])
      expect(results.length).to.be.greaterThan(1)
    })

    itLong('has types that check, as those of its dependencies do', async () => {
      const checked = await run(folder, 'node_modules/.bin/tsc', ...check)
      expect(checked).to.deep.equal({ code: 0, stdout: '', stderr: '' })
    })

    itLong('publishes what is needed, and passes publint', async () => {
      const { stdout } = await run(folder, 'npm', 'pack', '--json', '--silent')
      const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [Packed]
      expect(files.map(({ path }) => path).sort()).to.deep.equal(published)
      const bytes = new Uint8Array(await readFile(join(folder, filename)))
      const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true })
      expect(messages).to.deep.equal([])
      await rm(join(folder, filename))
    })
  })
}

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}
