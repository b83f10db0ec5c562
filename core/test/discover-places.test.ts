import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { findBackend, listBackends, type Places } from 'libswarm-core'
import { jsonError, Packages, sentence } from './packages.js'

describe('the places of backends', () => {
  const packages = new Packages()
  beforeEach(() => packages.make())
  afterEach(() => packages.remove())

  const places = (more: Partial<Places> = {}): Places => ({ from: packages.at('app'), standard: [], ...more })
  const list = async (more?: Partial<Places>) =>
    (await listBackends(places(more))).map(({ name, status, reason, from }) => [
      name,
      status,
      reason?.replaceAll(packages.path, ''),
      from.replace(packages.path, ''),
    ])
  const found = async (name: string, more?: Partial<Places>) =>
    (await findBackend(name, places(more))).manifest.folder.replace(packages.path, '')
  const refused = async (name: string, more?: Partial<Places>) =>
    (await sentence(findBackend(name, places(more)))).replaceAll(packages.path, '')
  const app = (json: object) => packages.put('app/package.json', json)

  it('are the direct dependencies of every kind, wherever Node finds them', async () => {
    await app({
      dependencies: { 'libswarm-backend-a': '*', chalk: '*' },
      devDependencies: { 'libswarm-backend-b': '*' },
      optionalDependencies: { 'libswarm-backend-c': '*' },
      peerDependencies: { '@me/libswarm-backend-d': '*', 'libswarm-backend-none': '*' },
      peerDependenciesMeta: { 'libswarm-backend-none': { optional: true } },
    })
    await packages.backend('app/node_modules/libswarm-backend-a', 'libswarm-backend-a')
    await packages.backend('node_modules/libswarm-backend-b', 'libswarm-backend-b')
    await packages.backend('elsewhere/c', 'libswarm-backend-c')
    await packages.link('app/node_modules/libswarm-backend-c', 'elsewhere/c')
    await packages.backend('app/node_modules/@me/libswarm-backend-d', '@me/libswarm-backend-d')
    await packages.put('app/src/x.js', '')
    expect(await list({ from: packages.at('app/src') })).to.deep.equal([
      ['@me/d', 'ok', undefined, '/app/node_modules/@me/libswarm-backend-d'],
      ['a', 'ok', undefined, '/app/node_modules/libswarm-backend-a'],
      ['b', 'ok', undefined, '/node_modules/libswarm-backend-b'],
      ['c', 'ok', undefined, '/app/node_modules/libswarm-backend-c'],
    ])
    expect(await found('@me/d')).to.equal('/app/node_modules/@me/libswarm-backend-d')
    expect(await found('libswarm-backend-b')).to.equal('/node_modules/libswarm-backend-b')
  })

  it('say that a dependency is not installed', async () => {
    await app({ dependencies: { 'libswarm-backend-a': '*' } })
    const reason = 'declared in /app/package.json but not installed: run npm install'
    expect(await list()).to.deep.equal([['a', 'invalid', reason, '/app/node_modules/libswarm-backend-a']])
    expect(await refused('a')).to.equal(
      `Unavailable: cannot load the backend "a" in /app/node_modules/libswarm-backend-a: ${reason}`,
    )
  })

  it('know a dependency by the name that it is installed under', async () => {
    await app({ dependencies: { 'libswarm-backend-two': 'npm:libswarm-backend-one@2' } })
    await packages.backend('app/node_modules/libswarm-backend-two', 'libswarm-backend-one')
    expect((await findBackend('two', places())).name).to.equal('two')
    expect(await list({ deny: ['one'] })).to.deep.equal([
      ['two', 'denied', 'the deny list has "one"', '/app/node_modules/libswarm-backend-two'],
    ])
  })

  it('have no indirect dependencies, and say so', async () => {
    await app({})
    await packages.backend('app/node_modules/libswarm-backend-a', 'libswarm-backend-a')
    await packages.backend('app/node_modules/@me/libswarm-backend-b', '@me/libswarm-backend-b')
    await packages.backend('app/node_modules/other/node_modules/libswarm-backend-c', 'libswarm-backend-c')
    const reason = (name: string) => `it is in node_modules, but no dependency in /app/package.json: npm i ${name}`
    expect(await list()).to.deep.equal([
      [
        '@me/b',
        'not a direct dependency',
        reason('@me/libswarm-backend-b'),
        '/app/node_modules/@me/libswarm-backend-b',
      ],
      ['a', 'not a direct dependency', reason('libswarm-backend-a'), '/app/node_modules/libswarm-backend-a'],
    ])
    expect(await refused('a')).to.equal(
      `Unavailable: cannot load the backend "a" in /app/node_modules/libswarm-backend-a: ${reason('libswarm-backend-a')}`,
    )
    expect(await refused('c')).to.match(/^NotFound: unknown backend "c"/)
  })

  it('have what is in node_modules above, for who names it, as no direct dependency either', async () => {
    await app({})
    await packages.backend('node_modules/libswarm-backend-a', 'libswarm-backend-a')
    expect(await refused('a')).to.equal(
      'Unavailable: cannot load the backend "a" in /node_modules/libswarm-backend-a: it is in node_modules, but no dependency in /app/package.json: npm i libswarm-backend-a',
    )
  })

  it('have packages that are listed, looked up from the folder', async () => {
    await app({})
    await packages.backend('node_modules/libswarm-backend-a', 'libswarm-backend-a')
    expect(await list({ packages: ['libswarm-backend-a', 'b', 'node:fs'] })).to.deep.equal([
      ['a', 'ok', undefined, '/node_modules/libswarm-backend-a'],
      [
        'b',
        'invalid',
        'it is in the list of packages, but not installed: npm i libswarm-backend-b',
        '/app/node_modules/libswarm-backend-b',
      ],
      [
        'node:fs',
        'invalid',
        'invalid backend name "node:fs": a backend is named foo, @scope/foo, or by the path of its folder (./foo)',
        '/app',
      ],
    ])
    expect(await found('a', { packages: ['a'] })).to.equal('/node_modules/libswarm-backend-a')
  })

  it('have folders that are listed, by the names of their packages', async () => {
    await packages.backend('mine', 'libswarm-backend-a')
    await packages.backend('other', 'something')
    await packages.put('garbage/package.json', 'x')
    const paths = ['mine', 'other', 'garbage', 'none'].map((name) => packages.at(name))
    const [garbage, ...rest] = (await list({ paths })).sort()
    expect(rest).to.deep.equal([
      ['garbage', 'invalid', `package.json is not valid JSON: ${jsonError('x')}`, '/garbage'],
      ['none', 'invalid', 'there is no package.json', '/none'],
      [
        'something',
        'invalid',
        'its name "something" is not that of a backend: libswarm-backend-foo, or @scope/libswarm-backend-foo',
        '/other',
      ],
    ])
    expect(garbage).to.deep.equal(['a', 'ok', undefined, '/mine'])
    expect(await found('a', { paths })).to.equal('/mine')
  })

  it('come in their order, the others are shadowed; one folder found twice is one', async () => {
    await app({ dependencies: { 'libswarm-backend-a': '*' } })
    await packages.backend('app/node_modules/libswarm-backend-a', 'libswarm-backend-a')
    await packages.backend('mine', 'libswarm-backend-a')
    await packages.link('linked', 'mine')
    await packages.backend('global/node_modules/libswarm-backend-a', 'libswarm-backend-a')
    const paths = [packages.at('mine'), packages.at('linked')]
    const reason = '/mine comes first; name this one by the path of its folder'
    expect(await list({ paths, packages: ['a'], host: packages.at('global') })).to.deep.equal([
      ['a', 'ok', undefined, '/mine'],
      ['a', 'shadowed', reason, '/app/node_modules/libswarm-backend-a'],
      ['a', 'shadowed', reason, '/global/node_modules/libswarm-backend-a'],
    ])
    expect(await found('a', { paths })).to.equal('/mine')
    expect(await found('a', { host: packages.at('global') })).to.equal('/app/node_modules/libswarm-backend-a')
  })

  it('keep the names of the standard ones for these, a broken one too', async () => {
    await app({ dependencies: { 'libswarm-backend-a': '*', 'libswarm-backend-b': '*', 'libswarm-backend-c': '*' } })
    for (const name of ['a', 'b', 'c']) {
      await packages.backend(`app/node_modules/libswarm-backend-${name}`, `libswarm-backend-${name}`)
    }
    await packages.backend('std/a', 'libswarm-backend-a')
    await packages.backend('std/b', 'libswarm-backend-b', { libswarm: undefined })
    await packages.put('std/libswarm-backend-x/package.json', 'garbage')
    const standard = [
      packages.at('std/a'),
      packages.at('std/b'),
      packages.at('app/node_modules/libswarm-backend-c'),
      packages.at('std/libswarm-backend-x'),
    ]
    const taken = (folder: string) =>
      `the name is taken by the standard backend in ${folder}; name this one by the path of its folder`
    expect(await list({ standard })).to.deep.equal([
      ['a', 'standard', undefined, '/std/a'],
      ['a', 'shadowed', taken('/std/a'), '/app/node_modules/libswarm-backend-a'],
      ['b', 'invalid', 'the key "libswarm" is missing: { "backend": "./index.js", "api": "^1.0.0" }', '/std/b'],
      ['b', 'shadowed', taken('/std/b'), '/app/node_modules/libswarm-backend-b'],
      ['c', 'standard', undefined, '/app/node_modules/libswarm-backend-c'],
      ['x', 'invalid', `package.json is not valid JSON: ${jsonError('garbage')}`, '/std/libswarm-backend-x'],
    ])
    expect(await found('a', { standard })).to.equal('/std/a')
    expect(await found('./node_modules/libswarm-backend-a', { standard })).to.equal(
      '/app/node_modules/libswarm-backend-a',
    )
  })

  it('have what is installed beside a global host, all of it where nothing declares any', async () => {
    await packages.backend('global/node_modules/libswarm-backend-a', 'libswarm-backend-a')
    await packages.backend('global/node_modules/@me/libswarm-backend-b', '@me/libswarm-backend-b')
    const host = packages.at('global')
    expect(await list({ host })).to.deep.equal([
      ['@me/b', 'ok', undefined, '/global/node_modules/@me/libswarm-backend-b'],
      ['a', 'ok', undefined, '/global/node_modules/libswarm-backend-a'],
    ])
    expect(await found('@me/b', { host })).to.equal('/global/node_modules/@me/libswarm-backend-b')
    await packages.put('global/package.json', { dependencies: { 'libswarm-backend-a': '*' } })
    expect((await list({ host })).map(([name, status]) => [name, status])).to.deep.equal([
      ['@me/b', 'not a direct dependency'],
      ['a', 'ok'],
    ])
  })

  it('deny by the name or the package, the standard ones and paths too', async () => {
    await app({ dependencies: { '@me/libswarm-backend-b': '*' } })
    await packages.backend('std/a', 'libswarm-backend-a')
    await packages.backend('app/node_modules/@me/libswarm-backend-b', '@me/libswarm-backend-b')
    const more = { standard: [packages.at('std/a')], deny: ['a', '@me/libswarm-backend-b'] }
    expect((await list(more)).map(([name, status, reason]) => [name, status, reason])).to.deep.equal([
      ['@me/b', 'denied', 'the deny list has "@me/libswarm-backend-b"'],
      ['a', 'denied', 'the deny list has "a"'],
    ])
    expect(await refused('a', more)).to.equal('Forbidden: cannot load the backend "a": the deny list has "a"')
    expect(await refused('../std/a', more)).to.equal(
      'Forbidden: cannot load the backend "../std/a": the deny list has "a"',
    )
  })

  for (const [what, make] of Object.entries({
    garbage: () => app('{' as unknown as object),
    'a folder': () => packages.put('app/package.json/x', ''),
    'a FIFO': async () => {
      await packages.put('app/x', '')
      execFileSync('mkfifo', [packages.at('app/package.json')])
    },
  })) {
    it(`say that the package's own package.json is ${what}`, async () => {
      await make()
      await packages.backend('std/a', 'libswarm-backend-a')
      const more = { standard: [packages.at('std/a')] }
      const [own, standard] = (await list(more)).reverse()
      expect(own).to.deep.include.members(['package.json', 'invalid', '/app'])
      expect(own![2]).to.match(/^package\.json is .*, so its dependencies are not known$/)
      expect(standard).to.deep.equal(['a', 'standard', undefined, '/std/a'])
      expect(await found('a', more)).to.equal('/std/a')
      expect(await refused('b', more)).to.match(
        /^NotFound: unknown backend "b": did you mean "a"\? \(have: a; to install another: npm i libswarm-backend-b\); in \/app package\.json is .*, so its dependencies are not known$/,
      )
    })
  }

  for (const json of [{ dependencies: [] }, { dependencies: 'libswarm-backend-a' }, { dependencies: null }]) {
    it(`pass over ${JSON.stringify(json)}`, async () => {
      await app(json)
      expect(await list()).to.deep.equal([])
    })
  }
})
