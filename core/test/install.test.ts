import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { compose, createLogger, startDaemon, type EngineHandle, type SwarmError } from 'libswarm-core'
import { Closers } from '../dist/backend/closers.js'
import { backend, until } from './support.js'

const hang = () => new Promise<never>(() => undefined)

const failure = async (work: Promise<unknown>): Promise<SwarmError> =>
  work.then(
    () => expect.fail('it was installed'),
    (thrown: unknown) => thrown as SwarmError,
  )

describe('installing', () => {
  const lines: string[] = []
  const log = createLogger('debug', (line) => lines.push(line))
  beforeEach(() => void lines.splice(0))

  it('fails when a backend does not finish, and ends what it and others had begun (row 77)', async () => {
    const closed: string[] = []
    let kept: EngineHandle | undefined
    let settle: ((error: Error) => void) | undefined
    const install = (engine: EngineHandle) => {
      kept = engine
      engine.onClose(() => void closed.push('slow'))
      return new Promise<void>((_resolve, reject) => void (settle = reject))
    }
    const behind = backend('behind', (engine) => engine.onClose(() => void closed.push('behind')))
    const listen = ['tcp://127.0.0.1:0']
    const error = await failure(
      startDaemon({ backends: [{ name: 'slow', install }, behind], listen, installDeadline: 20, log }),
    )
    const cause = 'it may be waiting for something that is not there'
    expect(error).to.include({
      kind: 'Unavailable',
      message: `the backend "slow" did not finish installing within 0.02 s: its install returned a promise that has not settled (${cause})`,
    })
    expect(closed).to.deep.equal(['slow', 'behind'])
    expect(() => kept!.register('ContainerList', () => [])).to.throw(/after its install had settled$/)
    expect(lines).to.deep.equal([])
    settle!(new Error('at last'))
    await until(() => lines.length > 0)
    expect(lines).to.deep.equal(['[slow] install has failed, too late: at last'])
  })

  it('names the child that it waits for (row 77)', async () => {
    const parent = {
      name: 'parent',
      install: async (engine: EngineHandle) => void (await engine.spawn({ name: 'child', install: hang })),
    }
    const { message } = await failure(compose([parent], { installDeadline: 20 }))
    expect(message).to.match(/^the backend "parent" did not finish .* \(it is waiting for "child" to start\)$/)
  })

  it('of a child that does not finish is a failure of its spawn, later on', async () => {
    let engine: EngineHandle | undefined
    await compose([{ name: 'a', install: (own: EngineHandle) => void (engine = own) }], { installDeadline: 20 })
    const error = await failure(engine!.spawn({ name: 'child', install: hang }))
    expect(error.message).to.match(/^the backend "child" did not finish installing within 0\.02 s: /)
  })

  it('fails when its module waits for ever at its top level (row 77)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'swarmd-'))
    const manifest = { backend: './index.js', api: '^1.0.0' }
    const json = { name: 'libswarm-backend-x', version: '1.0.0', type: 'module', keywords: ['libswarm-backend'] }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ ...json, libswarm: manifest }))
    await writeFile(join(folder, 'index.js'), 'await new Promise(() => {})\nexport const install = () => {}\n')
    const error = await failure(compose([folder], { installDeadline: 200 }))
    expect(error).to.include({ kind: 'Unavailable' })
    expect(error.message).to.equal(
      `the backend "x" did not finish loading within 0.2 s: a module of it waits for something at its top level (it may not be there)`,
    )
    await rm(folder, { recursive: true })
  })

  it('is told of a thrown value whatever it is (row 76)', async () => {
    for (const thrown of [null, undefined, 'oops', Object.create(null)]) {
      const error = await failure(compose([{ name: 'a', install: () => Promise.reject(thrown as Error) }]))
      expect(error.kind).to.equal('Unavailable')
      expect(error.message).to.match(/^cannot install the backend "a": (null|undefined|oops|something was thrown)/)
    }
  })
})

describe('closers', () => {
  it('that do not end hold up the others for some time only', async () => {
    const lines: string[] = []
    const closed: string[] = []
    const closers = new Closers(
      createLogger('error', (line) => lines.push(line)),
      20,
    )
    closers.add(() => void closed.push('first'))
    closers.add(hang)
    closers.add(() => Promise.reject(new Error('broken')))
    await closers.close()
    expect(closed).to.deep.equal(['first'])
    expect(lines).to.deep.equal(['a closer failed: broken', 'a closer did not end within 0.02 s'])
  })
})
