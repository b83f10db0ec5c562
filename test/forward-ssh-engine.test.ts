import { expect } from 'chai'
import { docker, dockerMissing } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { open } from './support/open.js'
import { unframed } from './support/dockerode.js'
import { until } from './support/processes.js'
import { linksOf, SshLinks, type Linked } from './support/ssh-links.js'
import { sshdMissing } from './support/sshd.js'

const clients = Array.from({ length: 50 }, (_, index) => index)

describeNeeding(engineMissing() ?? dockerMissing() ?? sshdMissing(), 'docker on a real engine behind ssh', function () {
  this.timeout(120_000)
  let engine: TestEngine
  let links: SshLinks
  let forward: Linked

  before(async () => {
    engine = await startEngine()
    links = await SshLinks.start()
    forward = await links.forward(engine.socketPath)
    await docker(engine.address, ['run', '--detach', '--name', 'idle', 'busybox', 'sleep', '1000'])
  })
  after(async () => {
    if (engine !== undefined) await docker(engine.address, ['rm', '--force', 'idle', 'waits'])
    await links?.close()
    await engine?.close()
  })
  afterEach('one link has carried all', async () => expect(await linksOf(forward)).to.have.length(1))

  const through = (args: readonly string[], input = '') => docker(`unix://${forward.path}`, args, { input })

  it('gives run -i its input, and the output and exit code behind its end', async () => {
    const args = ['run', '--rm', '-i', 'busybox', 'sh', '-c', 'wc -c; echo err >&2; exit 7']
    const result = await through(args, 'x'.repeat(5_000_000))
    expect(result).to.deep.equal({ code: 7, stdout: '5000000\n', stderr: 'err\n' })
  })

  it('gives the exit code of exec, and what is said after its input has ended', async () => {
    const result = await through(['exec', '-i', 'idle', 'sh', '-c', 'cat; sleep 0.3; echo end; exit 3'], 'x\n')
    expect(result).to.deep.equal({ code: 3, stdout: 'x\nend\n', stderr: '' })
  })

  it('follows logs from before the first line to the end', async () => {
    const script = 'while ! test -e /go; do sleep 0.05; done; echo spoke; echo last >&2'
    await through(['run', '--detach', '--name', 'waits', 'busybox', 'sh', '-c', script])
    const logs = await open(forward.path, 'GET /containers/waits/logs?follow=1&stdout=1')
    const followed = through(['logs', '--follow', 'waits'])
    expect(logs.heard()).to.equal('')
    await through(['exec', 'waits', 'touch', '/go'])
    expect(await followed).to.deep.equal({ code: 0, stdout: 'spoke\n', stderr: 'last\n' })
    await logs.ended
    expect(unframed(Buffer.from(logs.heard(), 'latin1'))).to.equal('spoke\n')
  })

  describeLong(undefined, 'for 50 clients at once', () => {
    it('runs an exec of each, while each hears the events', async () => {
      const args = (index: number) => ['exec', '-i', 'idle', 'sh', '-c', `cat; exit ${index}`]
      const streams = await Promise.all(clients.map(() => open(forward.path, 'GET /events')))
      const results = await Promise.all(clients.map((index) => through(args(index), `input ${index}\n`.repeat(1000))))
      expect(results).to.deep.equal(
        clients.map((index) => ({ code: index, stdout: `input ${index}\n`.repeat(1000), stderr: '' })),
      )
      const started = (heard: string) => heard.split('"Action":"exec_start').length - 1
      await until('each stream has told of each exec', () => streams.every((stream) => started(stream.heard()) === 50))
      for (const { sent } of streams) sent.destroy()
    })
  })
})
