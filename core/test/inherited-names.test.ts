import { expect } from 'chai'
import { checkOptions, compose, parseOptions, readSpec, type EngineHandle, type OptionTable } from 'libswarm-core'

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
const own = (name: string, value: unknown): object => Object.fromEntries([[name, value]])

const table: OptionTable = { quiet: { type: 'boolean', describe: 'Say nothing' } }
const owner = { title: 'the backend "a"', name: 'a' }

/** What every object has is nothing that a backend has. */
describe('names that every object has (row 33)', () => {
  for (const name of inherited) {
    it(`${name} is no operation, and no job of 2014`, async () => {
      const install = (engine: EngineHandle) => engine.register(name as 'SystemInfo', () => ({}))
      const thrown: unknown = await compose([{ name: 'a', install }]).catch((error: unknown) => error)
      expect(String(thrown)).to.include(`"${name}" is no operation`)
      const chain = await compose([{ name: 'a', install: (engine: EngineHandle) => engine.catchAll(() => 'all') }])
      expect(() => chain.answerers(name as never)).to.not.throw()
      const run: unknown = await chain.run({ operation: name as never }).catch((error: unknown) => error)
      expect(run).to.be.instanceOf(Error)
    })

    it(`${name} is no option, on a command line and in a config`, () => {
      const sentence = new RegExp(`^the backend "a": unknown option "(--)?${name}"`)
      expect(() => parseOptions(table, [`--${name}=1`], owner)).to.throw(sentence)
      expect(() => parseOptions(table, [`--no-${name}`], owner)).to.throw(/unknown option/)
      expect(() => checkOptions(table, own(name, true) as never, owner)).to.throw(sentence)
    })

    it(`${name} is no key of a backend's spec`, () => {
      expect(() => readSpec(own(name, {}))).to.throw(/the key "backend", its name, is missing/)
      expect(() => readSpec({ backend: 'a', ...own(name, {}) })).to.throw(new RegExp(`unknown key "${name}"`))
      expect(() => readSpec(['a', 'b', name])).to.throw(/a list is a backend's name and its options/)
    })
  }

  it('pollute nothing', () => {
    for (const text of ['a --__proto__.polluted=1', 'a --constructor.prototype.polluted 1']) readSpec(text)
    readSpec({ backend: 'a', options: JSON.parse('{"__proto__":{"polluted":1}}') as object })
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined)
  })
})
