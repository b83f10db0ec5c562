import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { compose, listBackends } from 'libswarm-core'

describe('installed backends', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'swarmd-discover-'))
    const good = { name: 'libswarm-backend-good', version: '1.2.3', keywords: ['libswarm-backend'] }
    const libswarm = { backend: './index.js', api: '^1.0.0' }
    const packages: Readonly<Record<string, object>> = {
      'libswarm-backend-good': {
        ...good,
        libswarm: { ...libswarm, options: { size: { type: 'number', default: 1 } } },
      },
      'libswarm-backend-words': { ...good, name: 'libswarm-backend-words', libswarm },
      'libswarm-backend-old': { ...good, name: 'libswarm-backend-old', libswarm: { ...libswarm, api: '^0.9.0' } },
      'libswarm-backend-keyless': { ...good, name: 'libswarm-backend-keyless', keywords: [], libswarm },
      'libswarm-backend-bare': { ...good, name: 'libswarm-backend-bare' },
      'libswarm-backend-outside': {
        ...good,
        name: 'libswarm-backend-outside',
        libswarm: { ...libswarm, backend: '../x.js' },
      },
      'libswarm-backend-empty': {
        ...good,
        name: 'libswarm-backend-empty',
        libswarm: { ...libswarm, backend: './none.js' },
      },
      'libswarm-backend-throws': {
        ...good,
        name: 'libswarm-backend-throws',
        libswarm: { ...libswarm, backend: './throws.js' },
      },
      'libswarm-backend-exportless': {
        ...good,
        name: 'libswarm-backend-exportless',
        libswarm: { ...libswarm, backend: './exportless.js' },
      },
      '@me/libswarm-backend-mine': { ...good, name: '@me/libswarm-backend-mine', libswarm },
      'not-a-backend': { name: 'not-a-backend', version: '1.0.0' },
    }
    await put(
      'package.json',
      JSON.stringify({ dependencies: Object.fromEntries(Object.keys(packages).map((name) => [name, '*'])) }),
    )
    await put('node_modules/libswarm-backend-indirect/package.json', JSON.stringify({ ...good, libswarm }))
    for (const [name, json] of Object.entries(packages)) {
      await put(`node_modules/${name}/package.json`, JSON.stringify({ type: 'module', ...json }))
      await put(
        `node_modules/${name}/index.js`,
        `export const install = (engine, options) => engine.register('SystemInfo', () => ({ Name: JSON.stringify([engine.name, options]) }))`,
      )
      await put(`node_modules/${name}/throws.js`, 'throw new Error("at import")')
      await put(`node_modules/${name}/exportless.js`, 'export const other = 1')
    }
  })
  after(() => rm(folder, { recursive: true }))

  async function put(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }

  const name = async (spec: Parameters<typeof compose>[0][number]): Promise<unknown> => {
    const chain = await compose([spec], { from: folder })
    const info = await (await chain.run({ operation: 'SystemInfo' })).json()
    return JSON.parse(info.Name ?? '')
  }
  const failure = (spec: string) =>
    compose([spec], { from: folder }).then(
      () => 'started',
      (thrown: unknown) => `${(thrown as { kind: string }).kind}: ${(thrown as Error).message}`,
    )

  it('are the direct dependencies, the broken ones with the reason', async () => {
    const listed = await listBackends({ from: join(folder, 'node_modules'), standard: [] })
    expect(listed.map((one) => [one.name, one.status])).to.deep.equal([
      ['@me/mine', 'ok'],
      ['bare', 'invalid'],
      ['empty', 'invalid'],
      ['exportless', 'ok'],
      ['good', 'ok'],
      ['indirect', 'not a direct dependency'],
      ['keyless', 'invalid'],
      ['old', 'incompatible'],
      ['outside', 'invalid'],
      ['throws', 'ok'],
      ['words', 'ok'],
    ])
    const reasons = Object.fromEntries(listed.map((one) => [one.name, one.reason]))
    expect(reasons.bare).to.match(/the key "libswarm" is missing/)
    expect(reasons.empty).to.equal('the entry "./none.js" is missing: has it been built?')
    expect(reasons.keyless).to.match(/"keywords" has no "libswarm-backend"$/)
    expect(reasons.old).to.equal('it was written for version ^0.9.0 of the job protocol, this is 1.0.0')
    expect(reasons.outside).to.match(/"libswarm.backend" is outside of the package/)
    expect(listed[4]).to.deep.include({
      version: '1.2.3',
      api: '^1.0.0',
      from: join(folder, 'node_modules/libswarm-backend-good'),
    })
  })

  it('are named by their short name, their full one, a scope, or the path of their folder', async () => {
    expect(await name('good')).to.deep.equal(['good', { size: 1 }])
    expect(await name('libswarm-backend-good --size 3')).to.deep.equal(['good', { size: 3 }])
    expect(await name('@me/mine a b')).to.deep.equal(['@me/mine', ['a', 'b']])
    expect(await name('./node_modules/libswarm-backend-words "x y"')).to.deep.equal(['words', ['x y']])
    expect(await name({ backend: 'good', options: { size: 4 } })).to.deep.equal(['good', { size: 4 }])
  })

  it('spawn by names that mean something where they were named themselves', async () => {
    const json = {
      version: '1.0.0',
      keywords: ['libswarm-backend'],
      name: 'libswarm-backend-holder',
      type: 'module',
      libswarm: { backend: './i.js', api: '^1.0.0' },
    }
    await put('aside/holder/package.json', JSON.stringify(json))
    await put(
      'aside/holder/i.js',
      `export const install = async (engine) => {
        const child = await engine.spawn('./held')
        engine.register('SystemInfo', (job) => child.run(job))
      }`,
    )
    const held = { ...json, name: 'libswarm-backend-held' }
    await put('aside/held/package.json', JSON.stringify(held))
    await put(
      'aside/held/i.js',
      `export const install = (engine) => engine.register('SystemInfo', () => ({ Name: '"held"' }))`,
    )
    const from = join(folder, 'aside')
    expect(await name({ backend: './holder', from })).to.equal('held')
    const chain = await compose([{ backend: './holder', from }], { from: folder, isolate: 'all' })
    expect((await (await chain.run({ operation: 'SystemInfo' })).json()).Name).to.equal('"held"')
    await chain.close()
  })

  const refused: Readonly<Record<string, RegExp>> = {
    nosuch:
      /^NotFound: unknown backend "nosuch" \(have: .*good.*; to install another: npm i libswarm-backend-nosuch\)$/,
    god: /^NotFound: unknown backend "god": did you mean "good"\? \(have: /,
    indirect: /^Unavailable: cannot load the backend "indirect" in .*: npm i libswarm-backend-indirect$/,
    __proto__: /^NotFound: unknown backend "__proto__"/,
    constructor: /^NotFound: unknown backend "constructor"/,
    'node:fs': /^InvalidParameter: invalid backend name "node:fs"/,
    'file:///x': /^InvalidParameter: invalid backend name/,
    'data:text/javascript,1': /^InvalidParameter: invalid backend name/,
    '@s/../p': /^InvalidParameter: invalid backend name/,
    './p.js': /^NotFound: cannot load the backend "\.\/p\.js": there is no folder \/.*p\.js$/,
    '../../none': /^NotFound: cannot load the backend "..\/..\/none": there is no folder /,
    './package.json':
      /^NotFound: cannot load .*: \/.*\/package\.json is a file: a backend is named by the folder of its package$/,
    '.': /^Unavailable: cannot load the backend "\." in \/.*: "name" is missing; .*; the key "libswarm" is missing: /,
    'good --size many':
      /^InvalidParameter: the backend "good": --size takes a number, not "many" \(usage: good \[--size <number>\]\)$/,
    'good x': /^InvalidParameter: the backend "good": unexpected argument "x"/,
    old: /^Unavailable: cannot load the backend "old" in .*: it was written for version \^0\.9\.0/,
    keyless: /^Unavailable: .*has no "libswarm-backend"$/,
    throws: /^Unavailable: cannot load the backend "throws": .*throws\.js: at import$/,
    exportless: /^Unavailable: cannot load the backend "exportless": .* has no export "install"$/,
  }
  for (const [spec, sentence] of Object.entries(refused)) {
    it(`refuse ${JSON.stringify(spec)} by a sentence`, async () => {
      expect(await failure(spec)).to.match(sentence)
    })
  }
})
