import { join } from 'node:path'
import { expect } from 'chai'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import type { PooledEngine } from './support/pool/pooled-engine.js'
import { ownGroup, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const optIn = 'com.docker.swarm.reschedule-policies=["on-node-failure"]'

describeNeeding(poolMissing() ?? dockerMissing(), 'two real engines that are drained', function () {
  this.timeout(120_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let pool: Engines<PooledEngine>
  let swarmd: Swarmd
  let address: string

  const on = async (endpoint: string, ...words: readonly string[]) => {
    const { code, stdout, stderr } = await docker(endpoint, words, { cwd: folder.path })
    expect([code, stderr], words.join(' ')).to.deep.equal([0, ''])
    return stdout.trim()
  }
  const prints = (...words: readonly string[]) => on(address, ...words)

  before(async () => {
    folder = await temporaryFolder()
    pool = await startEngines(2)
    address = `unix://${join(folder.path, 'pool.sock')}`
    const children = pool.engines.map((engine, index) => `${'ab'[index]}='forward ${engine.address}'`)
    swarmd = await startSwarmd([...ownGroup, '--backend', `aggregate ${children.join(' ')}`, address])
  })
  after(async () => {
    const ended = await swarmd?.stop()
    await pool?.close()
    await folder?.remove()
    expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|MaxListeners|uncaught|unhandled/i)
  })

  it('give a container on, with its networks, ports, aliases and command, and get it back', async () => {
    for (const engine of pool.engines) {
      for (const name of ['front', 'back']) await on(engine.address, 'network', 'create', name)
    }
    const own = [
      '--name',
      'web',
      '--hostname',
      'web.local',
      '--env',
      'A=1',
      '--memory',
      '32m',
      '--restart',
      'always',
      '--stop-timeout',
      '1',
    ]
    const net = ['--network', 'front', '--network-alias', 'site', '-p', '8080:80']
    const words = [...own, ...net, '-l', optIn, '-e', 'constraint:node==/./', 'busybox', 'sleep', '1000']
    await prints('node', 'update', '--availability', 'pause', 'b')
    await prints('run', '-d', ...words)
    await prints('network', 'connect', 'a/back', 'web')
    await prints('node', 'update', '--availability', 'active', 'b')
    const format =
      '{{.Node.Name}} {{.State.Status}} {{.Config.Hostname}} {{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}}'
    expect(await prints('inspect', '-f', format, 'web')).to.equal('a running web.local 33554432 always')
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      await prints('node', 'update', '--availability', 'drain', from)
      expect(await prints('inspect', '-f', format, 'web')).to.equal(`${to} running web.local 33554432 always`)
      const networks = '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}'
      expect(await prints('inspect', '-f', networks, 'web')).to.equal('back front')
      const aliases = await prints('inspect', '-f', '{{.NetworkSettings.Networks.front.Aliases}}', 'web')
      expect(aliases).to.include('site')
      expect(await prints('exec', 'web', 'sh', '-c', 'echo $A; hostname')).to.equal('1\nweb.local')
      expect(await prints('ps', '-a', '--format', '{{.Names}} {{.Ports}}')).to.match(/^web .*:8080->80\/tcp$/)
      await prints('node', 'update', '--availability', 'active', from)
    }
    await prints('rm', '-f', 'web')
  })

  it('keep what they are set to themselves, whatever is pruned there', async () => {
    await prints('node', 'update', '--availability', 'drain', 'b')
    await on(pool.engines[1]!.address, 'volume', 'prune', '-f')
    await on(pool.engines[1]!.address, 'system', 'prune', '-f', '--volumes')
    expect(await on(pool.engines[1]!.address, 'volume', 'ls', '-q')).to.equal('swarmd-availability')
    expect(await prints('volume', 'ls', '-q')).to.equal('')
    expect(await prints('node', 'ls', '--format', '{{.Hostname}} {{.Availability}}')).to.equal('a Active\nb Drain')
    await prints('node', 'update', '--availability', 'active', 'b')
    expect(await on(pool.engines[1]!.address, 'volume', 'ls', '-q')).to.equal('')
  })
})
