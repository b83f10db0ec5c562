import { expect } from 'chai'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atTerminal, terminalMissing } from './support/terminal.js'

const question = 'Name of the backend (foo makes libswarm-backend-foo): '
const suite = terminalMissing === undefined ? describe : describe.skip
const note = terminalMissing === undefined ? '' : ` [skipped: ${terminalMissing}]`

suite(`npm init libswarm-backend, at a terminal${note}`, function () {
  this.timeout(60_000)
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
  })
  afterEach(() => rm(home, { recursive: true }))

  it('asks for the name, and for nothing else', async () => {
    const person = atTerminal(home)
    await person.reads(question)
    person.types('foo\r')
    await person.reads('Made libswarm-backend-foo in libswarm-backend-foo')
    expect(await person.ended).to.equal(0)
    expect(await readdir(home)).to.deep.equal(['libswarm-backend-foo'])
  })

  it('says what is wrong with a name, and asks again', async () => {
    const person = atTerminal(home, '--dir', 'x')
    for (const [name, sentence] of [
      ['', 'invalid name ""'],
      ['Foo', 'invalid name "Foo"'],
      ['debug', 'the name "debug" is taken'],
    ] as const) {
      await person.reads(question)
      person.types(`${name}\r`)
      await person.reads(sentence)
    }
    await person.reads(question)
    person.types(' foo \r')
    expect(await person.ended).to.equal(0)
    expect(await readdir(home)).to.deep.equal(['x'])
  })

  it('ends with 130 at Ctrl-C, and makes nothing', async () => {
    const person = atTerminal(home)
    await person.reads(question)
    person.types('fo\x03')
    await person.reads('nothing was made')
    expect(await person.ended).to.equal(130)
    expect(await readdir(home)).to.deep.equal([])
  })

  it('ends with 1 at Ctrl-D, and makes nothing', async () => {
    const person = atTerminal(home)
    await person.reads(question)
    person.types('\x04')
    await person.reads('no name was given, nothing was made')
    expect(await person.ended).to.equal(1)
    expect(await readdir(home)).to.deep.equal([])
  })

  it('asks nothing when the name is given', async () => {
    const person = atTerminal(home, 'foo')
    await person.reads('Made libswarm-backend-foo')
    expect(await person.ended).to.equal(0)
  })

  it('asks nothing with --yes: without a name it ends with the usage', async () => {
    const person = atTerminal(home, '--yes')
    await person.reads('a name is missing (usage: ')
    expect(await person.ended).to.equal(2)
    expect(await readdir(home)).to.deep.equal([])
  })
})
