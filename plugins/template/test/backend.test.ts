import { expect } from 'chai'
import { compose, type Chain, type Install } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linkDependencies } from './support/link.js'
import { create, run } from './support/run.js'
import { startSwarmd, type Swarmd } from './support/swarmd.js'

const docker = spawnSync('docker', ['--version']).error === undefined ? it : it.skip
const note = docker === it ? '' : ' [skipped: docker not installed]'

for (const [language, flags] of Object.entries({ TypeScript: [], JavaScript: ['--js'] })) {
  describe(`the backend of a new package in ${language}`, function () {
    this.timeout(60_000)
    let home: string
    let folder: string

    before(async () => {
      home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
      folder = join(home, 'libswarm-backend-foo')
      await create(home, 'foo', ...flags)
      await linkDependencies(folder)
      await run(folder, 'npm', 'run', '--if-present', 'prepare')
    })
    after(() => rm(home, { recursive: true }))

    describe('in a program', () => {
      let alone: Chain
      let inFront: Chain

      before(async () => {
        alone = await compose(['./libswarm-backend-foo'], { from: home })
        const next = { name: 'next', install: passing }
        inFront = await compose(['./libswarm-backend-foo web db', next], { from: home })
      })
      after(() => Promise.all([alone.close(), inFront.close()]))

      it('answers ContainerList by its option, or by the default of it', async () => {
        expect(await names(alone)).to.deep.equal(['/hello'])
        expect(await names(inFront)).to.deep.equal(['/web', '/db'])
      })

      it('answers SystemInfo', async () => {
        const info = await (await inFront.run({ operation: 'SystemInfo' })).json()
        expect(info).to.deep.include({ Name: 'foo', Containers: 2, ContainersRunning: 2 })
      })

      it('passes everything else on to the next backend', async () => {
        const reply = await inFront.run({ operation: 'ImageList' })
        expect(await reply.json()).to.deep.equal([])
      })

      it('leaves 501, and 503 of swarm operations, where there is none', async () => {
        expect(await failure(alone.run({ operation: 'ImageList' }))).to.deep.include({
          kind: 'NotImplemented',
          message: 'ImageList is not implemented by the backend "foo"',
        })
        expect(await failure(alone.run({ operation: 'NodeList' }))).to.deep.include({ kind: 'Unavailable' })
      })

      it('refuses a filter that it does not know', async () => {
        const list = alone.run({ operation: 'ContainerList', query: { filters: { colour: ['red'] } } })
        expect(await failure(list)).to.deep.include({ kind: 'InvalidParameter', message: "invalid filter 'colour'" })
      })
    })

    describe('behind swarmd --backend .', () => {
      let swarmd: Swarmd
      let socketPath: string

      before(async () => {
        socketPath = join(home, 'docker.sock')
        swarmd = await startSwarmd(folder, '--backend', '.', `unix://${socketPath}`)
      })
      after(() => swarmd.stop())

      it('answers', async () => {
        const answer = await call({ socketPath, port: undefined }, 'GET /containers/json')
        expect(answer.status).to.equal(200)
        expect(answer.json<{ Names: string[] }[]>().map(({ Names }) => Names)).to.deep.equal([['/hello']])
      })

      docker(`answers docker ps${note}`, async () => {
        const format = '{{.Names}} {{.Image}} {{.Command}} {{.Status}}'
        const ps = await run(home, 'docker', '-H', `unix://${socketPath}`, 'ps', '--format', format)
        expect(ps).to.deep.equal({ code: 0, stdout: 'hello hello "hello" Up\n', stderr: '' })
      })
    })
  })
}

const passing: Install<never> = (engine) => engine.register('ImageList', () => [])

async function names(chain: Chain): Promise<readonly string[]> {
  const list = await (await chain.run({ operation: 'ContainerList' })).json()
  return list.flatMap(({ Names = [] }) => Names)
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  )
}
