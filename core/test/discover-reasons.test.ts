import { execFileSync } from 'node:child_process'
import { mkdir, truncate } from 'node:fs/promises'
import { expect } from 'chai'
import fc from 'fast-check'
import { findBackend, listBackends } from 'libswarm-core'
import { jsonError, manifest, Packages, right, sentence } from './packages.js'

type Break = (name: string) => Promise<unknown>

describe('a broken backend is listed and refused with its reason:', () => {
  const packages = new Packages()
  before(() => packages.make())
  after(() => packages.remove())

  const folderOf = (name: string) => `node_modules/libswarm-backend-${name}`
  const put = (text: unknown) => (name: string) => packages.put(`${folderOf(name)}/package.json`, text)
  const change = (changes: object) => (name: string) =>
    packages.backend(folderOf(name), `libswarm-backend-${name}`, changes)
  const key = (changes: object) => change({ libswarm: { ...manifest, ...changes } })
  const option = (one: unknown) => key({ options: { size: one } })
  const unmade = async (name: string) => {
    await change({})(name)
    return packages.at(folderOf(name), 'entry')
  }

  const example = '{ "backend": "./index.js", "api": "^1.0.0" }'
  const cases: Readonly<Record<string, readonly [Break, string, string?]>> = {
    'no package.json': [(name) => packages.put(`${folderOf(name)}/index.js`, ''), 'there is no package.json'],
    'package.json that is a folder': [
      (name) => packages.put(`${folderOf(name)}/package.json/x`, ''),
      'package.json is a folder',
    ],
    'package.json that is a FIFO': [
      async (name) => {
        await mkdir(packages.at(folderOf(name)), { recursive: true })
        execFileSync('mkfifo', [packages.at(folderOf(name), 'package.json')])
      },
      'package.json is not a regular file',
    ],
    'package.json of 100 MB': [
      async (name) => {
        await put({})(name)
        await truncate(packages.at(folderOf(name), 'package.json'), 100e6)
      },
      'package.json is longer than 1 MiB',
    ],
    'package.json that is no JSON': [put('{"a"'), `package.json is not valid JSON: ${jsonError('{"a"')}`],
    'package.json that is a list': [put('[]'), 'package.json is not a JSON object'],
    'no name': [change({ name: undefined }), '"name" is missing'],
    'a name that is none': [change({ name: 'No Name' }), '"name" is no npm name: "No Name"'],
    'no version': [change({ version: 1 }), '"version" is missing'],
    'no keyword': [change({ keywords: ['docker'] }), '"keywords" has no "libswarm-backend"'],
    'keywords that are no list': [change({ keywords: 'libswarm-backend' }), '"keywords" has no "libswarm-backend"'],
    'no manifest key': [change({ libswarm: undefined }), `the key "libswarm" is missing: ${example}`],
    'a manifest key that is no object': [change({ libswarm: true }), `the key "libswarm" is not an object: ${example}`],
    'no entry': [key({ backend: undefined }), '"libswarm.backend" names no file'],
    'an entry outside of the package': [
      key({ backend: '../x.js' }),
      '"libswarm.backend" is outside of the package: "../x.js"',
    ],
    'an absolute entry': [key({ backend: '/x.js' }), '"libswarm.backend" is outside of the package: "/x.js"'],
    'an entry that is the package': [key({ backend: '.' }), '"libswarm.backend" is outside of the package: "."'],
    'a missing entry': [
      key({ backend: './dist/index.js' }),
      'the entry "./dist/index.js" is missing: has it been built?',
    ],
    'an entry that is a folder': [
      async (name) => {
        await mkdir(await unmade(name))
        await key({ backend: './entry' })(name)
      },
      'the entry "./entry" is no file',
    ],
    'an entry that is a FIFO': [
      async (name) => {
        execFileSync('mkfifo', [await unmade(name)])
        await key({ backend: './entry' })(name)
      },
      'the entry "./entry" is no file',
    ],
    'no API range': [
      key({ api: 1 }),
      '"libswarm.api" is missing: a semver range over the job protocol, as in "^1.0.0"',
    ],
    'an API range that is none': [key({ api: 'latest' }), '"libswarm.api" is no semver range: "latest"'],
    'an API range that is not met': [
      key({ api: '^0.9.0 || >=2' }),
      'it was written for version ^0.9.0 || >=2 of the job protocol, this is 1.0.0',
      'incompatible',
    ],
    'options of a protocol that is not this one': [
      key({ api: '^2.0.0', options: { when: { type: 'date' } } }),
      'it was written for version ^2.0.0 of the job protocol, this is 1.0.0',
      'incompatible',
    ],
    'simulated that is no boolean': [key({ simulated: 'yes' }), '"libswarm.simulated" is neither true nor false'],
    'a key that is misspelt': [key({ option: {} }), '"libswarm" has an unknown key "option", did you mean "options"?'],
    'several mistakes': [
      change({ keywords: [], libswarm: { api: '^1.0.0' } }),
      '"keywords" has no "libswarm-backend"; "libswarm.backend" names no file',
    ],
    'options that are no object': [key({ options: ['size'] }), '"options" is not an object'],
    'an option that is no object': [option('number'), 'the option "size" is not an object'],
    'an option without type': [option({}), 'the option "size" has no type: one of string, number, boolean, backend'],
    'an option of another type': [
      option({ type: 'date' }),
      'the option "size" has no type: one of string, number, boolean, backend',
    ],
    'an option with an unknown field': [
      option({ type: 'string', choice: ['x'] }),
      'the option "size" has an unknown field "choice", did you mean "choices"?',
    ],
    'an array that is no boolean': [
      option({ type: 'string', array: 'yes' }),
      'the option "size" has an "array" that is neither true nor false',
    ],
    'choices of a boolean': [
      option({ type: 'boolean', choices: [true] }),
      'the option "size" has "choices", which only a string or a number has',
    ],
    'choices that are no list': [
      option({ type: 'string', choices: [] }),
      'the option "size" has "choices" that are no list',
    ],
    'choices of another type': [
      option({ type: 'number', choices: [1, '2'] }),
      'the option "size" has a choice that is not a number',
    ],
    'one choice twice': [option({ type: 'number', choices: [1, 1] }), 'the option "size" has a choice twice'],
    'a description that is no text': [
      option({ type: 'string', describe: 1 }),
      'the option "size" has a "describe" that is not a string',
    ],
    'an order that is no number': [
      option({ type: 'string', order: -1 }),
      'the option "size" has an "order" that is not a whole number from 0',
    ],
    'a default of another type': [
      option({ type: 'number', default: '1' }),
      'the option "size" has a wrong default: it takes a number, not "1"',
    ],
    'a default that is no choice': [
      option({ type: 'string', choices: ['fast', 'slow'], default: 'fats' }),
      'the option "size" has a wrong default: it takes one of fast, slow, not "fats", did you mean "fast"?',
    ],
    'a default of a list that is none': [
      option({ type: 'string', array: true, default: 'x' }),
      'the option "size" has a wrong default: it takes a list, not "x"',
    ],
    'a default that is no backend': [
      option({ type: 'backend', default: 'a "b' }),
      `the option "size" has a wrong default: it takes a backend, not "a \\"b": an unbalanced quote at column 3 of "a \\"b"`,
    ],
    'an option by a name of Object': [
      (name) =>
        put(
          JSON.stringify({ ...right('libswarm-backend-x'), libswarm: 0 }).replace(
            '"libswarm":0',
            '"libswarm":{"backend":"./index.js","api":"^1.0.0","options":{"__proto__":{"type":"string"}}}',
          ),
        )(name).then(() => packages.put(`${folderOf(name)}/index.js`, '')),
      'the option "__proto__" has a name that is not made of letters, digits and dashes',
    ],
    'an option by a name with an equals sign': [
      key({ options: { 'a=b': { type: 'string' } } }),
      'the option "a=b" has a name that is not made of letters, digits and dashes',
    ],
    'orders that leave one out': [
      key({ options: { a: { type: 'string', order: 0 }, b: { type: 'string', order: 2 } } }),
      'the positional options have the orders 0, 2: they count from 0, each once',
    ],
    'one order twice': [
      key({ options: { a: { type: 'string', order: 0 }, b: { type: 'string', order: 0 } } }),
      'the positional options have the orders 0, 0: they count from 0, each once',
    ],
    'a list that is not the last positional': [
      key({ options: { a: { type: 'string', array: true, order: 0 }, b: { type: 'string', order: 1 } } }),
      'the option "a" takes the rest of the words, and is not the last positional',
    ],
    'a required positional behind another': [
      key({ options: { a: { type: 'string', default: 'x', order: 0 }, b: { type: 'string', order: 1 } } }),
      'the option "b" is required, and comes behind one that is not',
    ],
  }

  for (const [index, [what, [breakIt, reason, status = 'invalid']]] of Object.entries(cases).entries()) {
    it(what, async () => {
      const name = `b${index}`
      await breakIt(name)
      await packages.put('package.json', { dependencies: { [`libswarm-backend-${name}`]: '*' } })
      const places = { from: packages.path, standard: [] }
      const listed = (await listBackends(places)).find((one) => one.name === name)
      expect([listed?.status, listed?.reason]).to.deep.equal([status, reason])
      const folder = packages.at(folderOf(name))
      expect(await sentence(findBackend(name, places))).to.equal(
        `Unavailable: cannot load the backend "${name}" in ${folder}: ${reason}`,
      )
      expect(await sentence(findBackend(folder, { ...places, from: '/' }))).to.equal(
        `Unavailable: cannot load the backend "${folder}" in ${folder}: ${reason}`,
      )
    })
  }

  it('whatever is in its package.json, the list goes on', async () => {
    await packages.put('package.json', { dependencies: { 'libswarm-backend-any': '*' } })
    const any = fc.jsonValue({ maxDepth: 2 })
    const fields = { type: any, array: any, choices: any, default: any, describe: any, order: any }
    const options = fc.oneof(any, fc.dictionary(fc.string(), fc.oneof(any, fc.record(fields, { requiredKeys: [] }))))
    const libswarm = fc.oneof(any, fc.record({ backend: any, api: any, simulated: any, options }, { requiredKeys: [] }))
    const json = fc.record({ name: any, version: any, keywords: any, libswarm }, { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(json, async (content) => {
        await packages.put('node_modules/libswarm-backend-any/package.json', content)
        const [one] = await listBackends({ from: packages.path, standard: [] })
        expect([one?.name, one?.status]).to.deep.equal(['any', 'invalid'])
        expect(one?.reason).to.be.a('string')
      }),
      { numRuns: 200 },
    )
  })

  it('of a megabyte, the list goes on', async () => {
    const [choice, value] = ['a'.repeat(400_000), 'b'.repeat(400_000)]
    await option({ type: 'string', choices: [choice], default: value })('huge')
    await packages.put('package.json', { dependencies: { 'libswarm-backend-huge': '*' } })
    const listed = await listBackends({ from: packages.path, standard: [] })
    expect(listed.find(({ name }) => name === 'huge')?.status).to.equal('invalid')
  })

  it('nothing, with a BOM, and with keys that are not of today', async () => {
    const text = JSON.stringify({ ...right('libswarm-backend-new'), libswarm: { ...manifest, colour: 'blue' } })
    await put(`\ufeff${text}`)('new')
    await packages.put(`${folderOf('new')}/index.js`, '')
    expect(
      (await findBackend('./node_modules/libswarm-backend-new', { from: packages.path, standard: [] })).name,
    ).to.equal('new')
  })
})
