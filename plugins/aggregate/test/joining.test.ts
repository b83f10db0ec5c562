import { expect } from 'chai'
import type { Child } from 'libswarm-core'
import { swarmError } from 'libswarm-core'
import { Joining } from '../dist/discovery/joining.js'
import { Pool } from '../dist/nodes/pool.js'
import { usualTimes } from '../dist/times.js'
import { quick } from './support/running-pool.js'
import { until } from './support/until.js'

/** A child of a source: its name, and its spec. */
const child = (name: string, spec: string) => ({ name, spec, labels: new Map<string, string>() })

describe('aggregate: children of a source', () => {
  let pool: Pool
  let said: string[]
  /** Specs of children that are there. */
  let open: string[]
  /** How many children cannot be spawned. */
  let broken: number
  /** What the end of a child waits for. */
  let closing: Promise<void>

  beforeEach(() => {
    said = []
    open = []
    broken = 0
    closing = Promise.resolve()
    const say = (sentence: string) => void said.push(sentence)
    const log = { debug: () => undefined, info: say, warn: say, error: say } as never
    pool = new Pool({ spawn, times: { ...usualTimes, ...quick }, fail: swarmError, log, strict: false })
  })
  afterEach(() => pool.close())

  async function spawn(spec: string): Promise<Child> {
    if (spec.startsWith('misspelt')) throw swarmError('NotFound', `unknown backend "${spec}"`)
    if (broken-- > 0) throw swarmError('Unavailable', 'not now')
    open.push(spec)
    const run = () => Promise.reject(swarmError('Unreachable', 'nobody is there'))
    const close = async () => {
      await closing
      open.splice(open.indexOf(spec), 1)
    }
    return { run, close }
  }

  it('stay as they were where they are listed with a backend that cannot be spawned', async () => {
    const joining = new Joining(pool, 'file:pool.yaml')
    await joining.changed([child('a', 'one'), child('b', 'two')])
    const a = pool.get('a')
    await joining.changed([child('a', 'misspelt'), child('b', 'two')])
    expect(pool.get('a')).to.equal(a)
    expect(open).to.have.members(['one', 'two'])
    expect(said.at(-1)).to.equal(
      'the node "a" stays as it was, and not as file:pool.yaml lists it: unknown backend "misspelt"',
    )
    await joining.changed([child('a', 'three'), child('b', 'two')])
    expect(pool.get('a')).not.to.equal(a)
    expect(open).to.have.members(['two', 'three'])
    await joining.changed([child('b', 'two')])
    expect(open).to.deep.equal(['two'])
  })

  it('of which two sources have one of a name are there once, which is told', async () => {
    const one = new Joining(pool, 'file:one')
    const two = new Joining(pool, 'file:two')
    await Promise.all([one.changed([child('a', 'one')]), two.changed([child('a', 'two')])])
    expect(pool.all().map(({ name }) => name)).to.deep.equal(['a'])
    expect(open).to.have.length(1)
    expect(said.filter((sentence) => sentence.endsWith('does not join: another child has that name'))).to.have.length(1)
  })

  it('join when the child has left that had their name, and are told to be refused once', async () => {
    const one = new Joining(pool, 'file:one')
    const two = new Joining(pool, 'file:two')
    await one.changed([child('a', 'one')])
    await two.changed([child('a', 'two')])
    await two.changed([child('a', 'two'), child('b', 'other')])
    expect(said.filter((sentence) => sentence.includes('does not join'))).to.have.length(1)
    await one.changed([])
    await until('it is that of the other source', () => pool.get('a')?.entry.spec === 'two')
    one.close()
    two.close()
  })

  it('join a while after their backend could not be spawned, which is told once', async () => {
    const joining = new Joining(pool, 'file:pool.yaml', 10)
    broken = 3
    await joining.changed([child('a', 'one')])
    expect(pool.all()).to.deep.equal([])
    await until('it joins', () => pool.get('a') !== undefined)
    expect(said.filter((sentence) => sentence.includes('does not join'))).to.have.length(1)
    joining.close()
  })

  it('do not join any more when their source is closed', async () => {
    const joining = new Joining(pool, 'file:pool.yaml', 10)
    broken = 1
    await joining.changed([child('a', 'one')])
    joining.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(pool.all()).to.deep.equal([])
  })

  it('are there at every moment while they are replaced, however long the end of the old one takes', async () => {
    await pool.add([child('a', 'one')])
    let release!: () => void
    closing = new Promise((resolve) => (release = resolve))
    const names: string[] = []
    pool.listen({ changed: () => queueMicrotask(() => names.push(pool.get('a')?.entry.spec ?? 'none')) })
    const replacing = pool.replace(child('a', 'two'))
    await until('the new one is there', () => pool.get('a')?.entry.spec === 'two')
    expect(open).to.deep.equal(['one', 'two'])
    release()
    await replacing
    expect(open).to.deep.equal(['two'])
    expect(names).not.to.include('none')
  })

  it('are replaced also where the old one does not end well', async () => {
    await pool.add([child('a', 'one')])
    closing = Promise.reject(new Error('stuck'))
    await pool.replace(child('a', 'two'))
    closing = Promise.resolve()
    expect(pool.get('a')?.entry.spec).to.equal('two')
    expect(said).to.include('the node "a" has left, and did not end well: stuck')
  })

  it('are named where one of several cannot be spawned, and none is left', async () => {
    const added = pool.add([child('a', 'one'), child('b', 'misspelt'), child('c', 'three')])
    const thrown = await added.then(undefined, (error: unknown) => error as Error)
    expect(thrown).to.include({ kind: 'NotFound', message: 'the child "b": unknown backend "misspelt"' })
    expect(open).to.deep.equal([])
  })
})
