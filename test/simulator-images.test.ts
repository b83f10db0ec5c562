import { expect } from 'chai'
import { install } from 'libswarm-backend-simulator'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { docker, dockerMissing, type DockerResult } from './support/docker.js'
import { describeNeeding } from './support/needs.js'

describeNeeding(dockerMissing(), 'docker commands on simulated images', function () {
  this.timeout(60_000)
  let daemon: TestDaemon
  before(async () => {
    daemon = await startTestDaemon({ backends: [{ name: 'simulator', install, options: {}, simulated: true }] })
  })
  after(() => daemon.close())

  const ask = (...args: string[]): Promise<DockerResult> => docker(daemon.address, args)
  const lines = async (...args: string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await ask(...args)
    expect(code, stderr).to.equal(0)
    return stdout.trimEnd().split('\n')
  }

  it('pull, with the progress of each layer', async () => {
    const told = await lines('pull', 'busybox')
    const layer = told[2]!.split(':')[0]!
    expect(layer).to.match(/^[0-9a-f]{12}$/)
    expect(told.slice(0, -3)).to.deep.equal([
      'Using default tag: latest',
      'latest: Pulling from library/busybox',
      ...['Pulling fs layer', 'Verifying Checksum', 'Download complete', 'Pull complete'].map(
        (text) => `${layer}: ${text}`,
      ),
    ])
    expect(told.at(-3)).to.match(/^Digest: sha256:[0-9a-f]{64}$/)
    expect(told.slice(-2)).to.deep.equal([
      'Status: Downloaded newer image for busybox:latest',
      'docker.io/library/busybox:latest',
    ])
    expect((await lines('pull', 'busybox')).at(-2)).to.equal('Status: Image is up to date for busybox:latest')
  })

  it('list, tag and inspect', async () => {
    await lines('pull', '-q', 'nginx:1.25')
    await lines('tag', 'busybox', 'localhost:5000/mine:1')
    expect((await lines('images', '--format', '{{.Repository}}:{{.Tag}} {{.Size}}')).sort()).to.deep.equal([
      'busybox:latest 4.3MB',
      'localhost:5000/mine:1 4.3MB',
      'nginx:1.25 192MB',
    ])
    const [config] = await lines('image', 'inspect', 'nginx:1.25', '--format', '{{json .Config.Cmd}} {{.Architecture}}')
    expect(config).to.equal('["nginx","-g","daemon off;"] amd64')
    const missing = await ask('image', 'inspect', 'none')
    expect([missing.code, missing.stdout]).to.deep.equal([1, '[]\n'])
    expect(missing.stderr).to.match(/No such image: none/)
  })

  it('tell the history', async () => {
    const told = await lines('history', '--format', '{{.CreatedBy}} {{.Size}}', 'busybox')
    expect(told).to.have.length(2)
    expect(told[0]).to.match(/^CMD \["sh"\] 0B$/)
    expect(told[1]).to.match(/^\/bin\/sh -c #\(nop\) ADD file:.* 4\.3MB$/)
  })

  it('search', async () => {
    const told = await lines(
      'search',
      '--format',
      '{{.Name}} {{.IsOfficial}}',
      '--filter',
      'is-official=true',
      'postgres',
    )
    expect(told).to.deep.equal(['postgres [OK]'])
  })

  it('remove, and say why not', async () => {
    expect(await lines('rmi', 'localhost:5000/mine:1')).to.deep.equal(['Untagged: localhost:5000/mine:1'])
    const told = await lines('rmi', 'nginx:1.25')
    expect(told.map((line) => line.split(' ')[0])).to.deep.equal([
      ...['Untagged:', 'Untagged:', 'Deleted:'],
      ...Array.from({ length: 7 }, () => 'Deleted:'),
    ])
    await lines('create', '--name', 'user', 'busybox')
    const refused = await ask('rmi', 'busybox')
    expect([refused.code, refused.stdout]).to.deep.equal([1, ''])
    expect(refused.stderr).to.match(/conflict: unable to remove repository reference "busybox" \(must force\)/)
    await lines('rm', 'user')
  })

  it('prune', async () => {
    expect(await lines('image', 'prune', '-f')).to.deep.equal(['Total reclaimed space: 0B'])
    expect((await lines('image', 'prune', '-af')).at(-1)).to.equal('Total reclaimed space: 4.3MB')
    expect(await lines('images')).to.have.length(1)
  })
})
