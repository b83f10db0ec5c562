import { builtinModules } from 'node:module'
import { expect } from 'chai'
import fc from 'fast-check'
import { findBackend, nameOf, packageOf } from 'libswarm-core'
import { sentence } from './packages.js'

const places = { from: '/', standard: [] }
const refused = (name: string) => sentence(findBackend(name, places))
const forms = 'a backend is named foo, @scope/foo, or by the path of its folder (./foo)'

describe('names of backends (rows 32, 33)', () => {
  it('mean packages: foo, @me/foo, or the name of the package itself', () => {
    expect(packageOf('foo')).to.equal('libswarm-backend-foo')
    expect(packageOf('@me/foo')).to.equal('@me/libswarm-backend-foo')
    expect(packageOf('libswarm-backend-foo')).to.equal('libswarm-backend-foo')
    expect(packageOf('@me/libswarm-backend-foo')).to.equal('@me/libswarm-backend-foo')
    for (const name of ['chalk', 'libswarm-backend-', '@me/chalk', 'libswarm-backend-Foo', 'libswarm-backend-../x']) {
      expect(nameOf(name), name).to.equal(undefined)
    }
  })

  const word = fc.stringMatching(/^[a-z0-9~_-][a-z0-9._~-]{0,20}$/)
  const scope = fc.stringMatching(/^[a-z0-9~-][a-z0-9._~-]{0,20}$/)
  const name = fc.oneof(
    word,
    fc.tuple(scope, word).map(([of, own]) => `@${of}/${own}`),
  )

  it('lead to a package and back', () => {
    fc.assert(
      fc.property(name, (short) => {
        const back = nameOf(packageOf(short))
        if (back !== undefined) expect(packageOf(back)).to.equal(packageOf(short))
      }),
    )
  })

  it('are names, unknown ones, paths, or refused: whatever is typed, nothing else happens', async () => {
    const typed = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), name, fc.constantFrom(...builtinModules))
    await fc.assert(
      fc.asyncProperty(typed, async (text) => {
        expect(await refused(text)).to.match(
          /^(InvalidParameter: invalid backend name|NotFound: (unknown|cannot load the) backend|Unavailable: cannot load the backend)/,
        )
      }),
      { numRuns: 300 },
    )
  })

  for (const bad of [
    'node:fs',
    'file:///x',
    'data:text/javascript,1',
    'http://x/p.js',
    '@s/../p',
    '@s',
    '@s/',
    '@/x',
    'a/b',
    'a b',
    '~/x',
    '.x',
    '..x',
    '#x',
    'x?y',
    'C:\\x',
    '',
    'libswarm-backend-',
    '@me/libswarm-backend-',
  ]) {
    it(`${JSON.stringify(bad)} is none`, async () => {
      expect(await refused(bad)).to.equal(`InvalidParameter: invalid backend name ${JSON.stringify(bad)}: ${forms}`)
    })
  }

  it('fs is none while there is no such backend: it is a module of Node', async () => {
    expect(await refused('fs')).to.equal(
      `InvalidParameter: invalid backend name "fs": it is a module of Node, and no libswarm-backend-fs is installed; ${forms}`,
    )
  })

  for (const unknown of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'Foo']) {
    it(`${unknown} is an unknown backend`, async () => {
      const hint =
        unknown === unknown.toLowerCase()
          ? `to install another: npm i libswarm-backend-${unknown}`
          : 'names of packages are lower-case'
      expect(await refused(unknown)).to.equal(
        `NotFound: unknown backend "${unknown}" (none is installed here; ${hint})`,
      )
    })
  }

  it('of a scope are installed by their package', async () => {
    expect(await refused('@me/foo')).to.equal(
      'NotFound: unknown backend "@me/foo" (none is installed here; to install another: npm i @me/libswarm-backend-foo)',
    )
  })

  it('may be too long', async () => {
    const long = 'x'.repeat(200)
    expect(await refused(long)).to.equal(
      `NotFound: unknown backend "${long}" (none is installed here; it is too long for the name of a package)`,
    )
  })
})
