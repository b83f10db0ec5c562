import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { build, builderMissing, makeContext } from './support/buildkit.js'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import type { PooledEngine } from './support/pool/pooled-engine.js'
import { findProgram, run } from './support/processes.js'
import { ownGroup, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const keysMissing = findProgram('ssh-keygen') === undefined ? 'ssh-keygen not installed' : undefined

describeNeeding(poolMissing() ?? dockerMissing(), 'images of two real engines behind aggregate', function () {
  this.timeout(120_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let pool: Engines<PooledEngine>
  let engines: readonly PooledEngine[]
  let swarmd: Swarmd
  let address: string

  /** What a command prints that succeeds. */
  const prints = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await docker(address, words, { cwd: folder.path })
    expect([code, stderr], words.join(' ')).to.deep.equal([0, ''])
    return stdout.trim().split('\n')
  }
  const idsOn = (name: string) =>
    Promise.all(
      engines.map(async (engine) => (await docker(engine.address, ['images', '-q', '--no-trunc', name])).stdout.trim()),
    )

  before(async () => {
    folder = await temporaryFolder()
    pool = await startEngines(2)
    engines = pool.engines
    address = `unix://${join(folder.path, 'pool.sock')}`
    const children = engines.map((engine, index) => `${'ab'[index]}='forward ${engine.address}'`)
    swarmd = await startSwarmd([...ownGroup, '--backend', `aggregate ${children.join(' ')}`, address])
  })
  after(async () => {
    const ended = await swarmd?.stop()
    await pool?.close()
    await folder?.remove()
    expect(ended?.code).to.equal(0)
    expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|MaxListeners|uncaught|unhandled/i)
  })

  it('are saved from one, removed from both, and loaded into both', async () => {
    const [first, second] = await idsOn('busybox')
    // They were made one after the other.
    expect(first).to.not.equal(second)
    expect(await prints('images', '-q', '--no-trunc', 'busybox')).to.have.members([first, second])
    await prints('save', '--output', 'busybox.tar', 'a/busybox')
    expect(await prints('rmi', 'busybox')).to.include.members([
      'Untagged: busybox:latest',
      `Deleted: ${first}`,
      `Deleted: ${second}`,
    ])
    expect(await idsOn('busybox')).to.deep.equal(['', ''])
    const told = await prints('load', '--input', 'busybox.tar')
    expect(told).to.have.members(['a: Loaded image: busybox:latest', 'b: Loaded image: busybox:latest'])
    expect(await idsOn('busybox')).to.deep.equal([first, first])
    expect(await prints('images', '-q', '--no-trunc', 'busybox')).to.deep.equal([first])
  })

  it('are tagged on both, inspected, and told of their history', async () => {
    await prints('tag', 'busybox', 'ours:1')
    const [id] = await idsOn('ours:1')
    expect(await idsOn('ours:1')).to.deep.equal([id, id])
    expect(await prints('inspect', '--format', '{{.Id}}', 'ours:1')).to.deep.equal([id])
    expect(await prints('history', '--quiet', '--no-trunc', id!.slice(7, 19))).to.include(id)
    expect(await prints('rmi', 'ours:1')).to.deep.equal(['Untagged: ours:1'])
  })

  it('are imported into both', async () => {
    await mkdir(join(folder.path, 'root'))
    await writeFile(join(folder.path, 'root', 'file'), 'content')
    await run('tar', ['-C', join(folder.path, 'root'), '-cf', join(folder.path, 'root.tar'), '.'])
    const told = await prints('import', 'root.tar', 'imported:1')
    expect(told.map((line) => line.replace(/[0-9a-f]{64}/, 'id')).sort()).to.deep.equal([
      'a: sha256:id',
      'b: sha256:id',
    ])
    expect((await idsOn('imported:1')).every((id) => id.startsWith('sha256:'))).to.equal(true)
  })

  it('stay where a container uses them, and docker rmi says so', async () => {
    await docker(engines[1]!.address, ['create', '--name', 'user', '--network', 'none', 'imported:1', '/file'])
    await prints('tag', 'busybox', 'both:1')
    await docker(engines[1]!.address, ['create', '--network', 'none', 'both:1', 'true'])
    const { code, stderr } = await docker(address, ['rmi', 'b/imported:1'])
    expect(code).to.equal(1)
    expect(stderr).to.match(/conflict: unable to (remove|delete) /)
    await prints('rmi', 'imported:1')
    expect((await idsOn('imported:1')).map((id) => id !== '')).to.deep.equal([false, true])
  })

  it('are told of in words of dockerd where there are none, and where a registry cannot be reached', async () => {
    const missing = await docker(address, ['rmi', 'nosuch'])
    expect([missing.code, missing.stderr.trim()]).to.deep.equal([
      1,
      'Error response from daemon: No such image: nosuch:latest',
    ])
    const pull = await docker(address, ['pull', 'localhost:1/x'])
    expect(pull.code).to.equal(1)
    expect(pull.stderr).to.include('localhost:1')
  })

  it('are built on one of them, by the builder of dockerd, where a build argument says', async () => {
    await writeFile(join(folder.path, 'Dockerfile'), 'FROM busybox\nARG WORD\nLABEL word=$WORD\n')
    const words = ['--build-arg', 'constraint:node==b', '--build-arg', 'WORD=said', '--tag', 'built:1', '--quiet', '.']
    const { code, stderr } = await docker(address, ['build', ...words], { cwd: folder.path })
    expect(code, stderr).to.equal(0)
    expect((await idsOn('built:1')).map((id) => id !== '')).to.deep.equal([false, true])
    expect(await prints('inspect', '--format', '{{.Config.Labels.word}}', 'built:1')).to.deep.equal(['said'])
  })

  describeNeeding(builderMissing() ?? keysMissing, 'with BuildKit', () => {
    it('are built on one of them, with a secret and a key', async () => {
      const context = await makeContext(join(folder.path, 'kit'))
      const secrets = ['--secret', 'id=word,src=word', '--ssh', 'default=key']
      for (const node of ['a', 'b']) {
        const words = [
          ...secrets,
          '--build-arg',
          `constraint:node==${node}`,
          '--target',
          'made',
          '--tag',
          `kit-${node}`,
        ]
        const { code, stderr } = await build(context.folder, { DOCKER_HOST: address }, [...words, 'context'])
        expect(code, stderr).to.equal(0)
        expect((await idsOn(`kit-${node}`)).map((id) => id !== '')).to.deep.equal([node === 'a', node === 'b'])
      }
      const files = await build(context.folder, { DOCKER_HOST: address }, [...secrets, '--output', 'files', 'context'])
      expect(files.code, files.stderr).to.equal(0)
    })
  })
})
