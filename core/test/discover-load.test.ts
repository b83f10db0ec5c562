import { expect } from 'chai'
import { compose, sentencesOf, type BackendSpec } from 'libswarm-core'
import { manifest, Packages } from './packages.js'
import { backend } from './support.js'

describe('loading backends', () => {
  const packages = new Packages()
  before(async () => {
    await packages.make()
    const names = ['good', 'bare', 'throws', 'exportless', 'holder', 'loud']
    const dependencies = Object.fromEntries(names.map((name) => [`libswarm-backend-${name}`, '*']))
    await packages.put('package.json', { dependencies })
    const put = (name: string, changes: object = {}, source?: string) =>
      packages.backend(`node_modules/libswarm-backend-${name}`, `libswarm-backend-${name}`, changes, source)
    await put('good', { libswarm: { ...manifest, options: { size: { type: 'number', default: 1 } } } })
    await put('bare', { keywords: [] })
    await put('throws', {}, 'throw new Error("at import")')
    await put('exportless', {}, 'export const other = 1')
    await put('loud', {}, 'globalThis.heardOfLoud = true; export const install = () => {}')
    const of = { type: 'backend', array: true, order: 0 }
    const first = { type: 'backend', default: 'good --size 9' }
    await put('holder', { libswarm: { ...manifest, options: { of, first } } })
    await packages.backend('fork', 'libswarm-backend-good')
    await packages.link('link', 'node_modules/libswarm-backend-good')
  })
  after(() => packages.remove())

  const failures = (...specs: readonly BackendSpec[]) =>
    compose(specs, { from: packages.path }).then(
      () => ['started'],
      (thrown: unknown) => [(thrown as { kind: string }).kind, ...sentencesOf(thrown)],
    )
  const told = async (spec: BackendSpec): Promise<unknown> => {
    const chain = await compose([spec], { from: packages.path })
    const info = await (await chain.run({ operation: 'SystemInfo' })).json()
    await chain.close()
    return JSON.parse(info.Name ?? '')
  }

  it('fails with every failure at once, before any code has run', async () => {
    const told = await failures('loud', 'nosuch', 'good --size many', 'bare', 'good "', 'node:fs', 'nosuch')
    expect(told[0]).to.equal('NotFound')
    expect(told.slice(1).map((line) => line.replace(/ [({].*| in \/.*/, ''))).to.deep.equal([
      'unknown backend "nosuch"',
      'the backend "good": --size takes a number, not "many"',
      'cannot load the backend "bare"',
      'an unbalanced quote at column 6 of "good \\""',
      'invalid backend name "node:fs": a backend is named foo, @scope/foo, or by the path of its folder',
    ])
    expect(globalThis).not.to.have.property('heardOfLoud')
  })

  it('is a matter of what was written wrong only when all failures are', async () => {
    expect((await failures('node:fs', 'good x'))[0]).to.equal('InvalidParameter')
    expect((await failures('good x', 'nosuch'))[0]).to.equal('NotFound')
    expect((await failures('good x')).length).to.equal(2)
  })

  it('tells of all code that cannot be loaded', async () => {
    const [kind, first, second] = await failures('throws', 'exportless')
    expect(kind).to.equal('Unavailable')
    expect(first).to.match(/^cannot load the backend "throws": .*index\.js: at import$/)
    expect(second).to.match(/^cannot load the backend "exportless": .*index\.js has no export "install"$/)
  })

  it('refuses two packages of one name, and not one package twice', async () => {
    const own = packages.at('node_modules/libswarm-backend-good')
    expect(
      await failures(
        'good',
        backend('good', () => undefined),
        './fork',
        './link',
      ),
    ).to.deep.equal(['Conflict', `two backends are called "good": ${own} and ${packages.at('fork')}`])
    expect(await failures('good', './link', own)).to.deep.equal(['started'])
  })

  it('takes a spec as an object, and nothing that is none', async () => {
    expect(await told({ backend: 'good', words: ['--size', '3'] })).to.deep.equal(['good', { size: 3 }])
    expect(await told({ backend: './fork', from: packages.path, words: ['a b'] })).to.deep.equal(['good', ['a b']])
    expect(await told({ backend: '.', from: packages.at('fork') })).to.deep.equal(['good', {}])
    const wrong: readonly [unknown, string][] = [
      [{ backend: 'good', words: [], options: {} }, 'the backend "good": give its options or its words, not both'],
      [{ backend: 'good', option: {} }, 'invalid backend: unknown key "option", did you mean "options"?'],
      [{ options: {} }, 'invalid backend: the key "backend", its name, is missing'],
      [{ backend: 1 }, 'invalid backend: "backend" is not a name'],
      [{ backend: 'good', words: 'x' }, 'invalid backend: "words" is not a list of strings'],
      [{ backend: 'good', options: [] }, 'invalid backend: "options" is not an object of options'],
      [{ backend: 'good', from: 1 }, 'invalid backend: "from" is not the path of a folder'],
      [{ backend: 'good', isolate: 'yes' }, 'invalid backend: "isolate" is neither true nor false'],
      [[], `invalid backend: a list is a backend's name and its options: [name, options]`],
      [
        null,
        `invalid backend: a backend is a string ('simulator web'), a pair [name, options], or an object { backend, options }`,
      ],
    ]
    for (const [spec, line] of wrong) {
      expect(await failures(spec as BackendSpec)).to.deep.equal(['InvalidParameter', line])
    }
  })

  it('says where the help of a backend is', async () => {
    expect(await failures('good --help')).to.deep.equal([
      'InvalidParameter',
      'the backend "good": unknown option "--help", see swarmd plugins inspect good (usage: good [--size <number>])',
    ])
  })

  describe('with backends among the options', () => {
    const from = () => packages.path
    const first = () => ({ from: from(), backend: 'good', words: ['--size', '9'] })

    it('hands on specs that know their folder', async () => {
      expect(await told(`holder 'good --size 3' ./fork`)).to.deep.equal([
        'holder',
        {
          of: [
            { from: from(), backend: 'good', words: ['--size', '3'] },
            { from: from(), backend: './fork', words: [] },
          ],
          first: first(),
        },
      ])
      const of = ['good', ['good', { size: 4 }], { backend: 'good', isolate: true }, { backend: '.', from: '/x' }]
      expect(await failures({ backend: 'holder', options: { of } })).to.deep.equal([
        'NotFound',
        'cannot load the backend ".": there is no folder /x',
      ])
      expect(await told({ backend: 'holder', options: { of: of.slice(0, 3) } })).to.deep.equal([
        'holder',
        {
          of: [
            { from: from(), backend: 'good', words: [] },
            { from: from(), backend: 'good', options: { size: 4 } },
            { from: from(), backend: 'good', isolate: true },
          ],
          first: first(),
        },
      ])
    })

    it('checks them, and those inside of them, with the rest', async () => {
      const [kind, ...lines] = await failures(`holder 'good x' "holder 'nosuch' 'good y'"`, 'bare')
      expect(kind).to.equal('NotFound')
      expect(lines.map((line) => line.replace(/ [({].*| in \/.*/, ''))).to.deep.equal([
        'the backend "good": unexpected argument "x"',
        'unknown backend "nosuch"',
        'the backend "good": unexpected argument "y"',
        'cannot load the backend "bare"',
      ])
      expect(await failures("holder 'good \"'")).to.deep.equal([
        'InvalidParameter',
        'the backend "holder": <of> takes a backend, not "good \\"": an unbalanced quote at column 6 of "good \\"" (usage: holder [of...] [--first <backend>])',
      ])
      expect((await failures({ backend: 'holder', options: { of: [3] } }))[1]).to.match(/<of> takes a backend, not 3: /)
    })

    it('does not follow them for ever', async () => {
      let spec: object = { backend: 'good' }
      for (let depth = 0; depth < 200; depth++) spec = { backend: 'holder', options: { of: [spec] } }
      expect(await failures(spec as BackendSpec)).to.deep.equal([
        'InvalidParameter',
        'too deep: more than 16 backends inside each other',
      ])
    })
  })
})
