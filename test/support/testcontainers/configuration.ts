import { expect } from 'chai'
import { getContainerRuntimeClient, GenericContainer, PullPolicy, type StartedTestContainer } from 'testcontainers'
import { image, says, staying, type Checks } from './checks.js'

/** What the engine says of a container. */
async function inspected(container: StartedTestContainer): Promise<{ image: string; host: Record<string, unknown> }> {
  const { container: client } = await getContainerRuntimeClient()
  const { Config, HostConfig } = await client.inspect(client.getById(container.getId()))
  return { image: Config.Image, host: { ...HostConfig } }
}

/** What a container can be told. */
export const configuration: Checks = {
  'sets the environment': async () => {
    await using container = await staying().withEnvironment({ A: 'one', B: 'two words' }).start()
    expect(await says(container, 'echo $A; echo "$B"')).to.equal('one\ntwo words\n')
  },
  'sets the command and the entrypoint': async () => {
    await using container = await new GenericContainer(image)
      .withEntrypoint(['sh', '-c'])
      .withCommand(['echo $0 > /said; exec sleep 1000', 'named'])
      .start()
    expect(await says(container, 'until [ -s /said ]; do sleep 0.05; done; cat /said')).to.equal('named\n')
  },
  'sets the folder and the user': async () => {
    await using container = await staying().withWorkingDir('/work').withUser('12:34').start()
    expect(await says(container, 'pwd; id -u; id -g')).to.equal('/work\n12\n34\n')
  },
  'sets the name, the host name and labels': async () => {
    const name = `named-${process.pid}`
    await using container = await staying().withName(name).withHostname('box').withLabels({ tier: 'back' }).start()
    expect(container.getName()).to.equal(`/${name}`)
    expect(container.getHostname()).to.equal('box')
    expect(await says(container, 'hostname')).to.equal('box\n')
    expect(container.getLabels()).to.include({ tier: 'back', 'org.testcontainers': 'true' })
  },
  'mounts a tmpfs': async () => {
    await using container = await staying().withTmpFs({ '/scratch': 'rw,size=1m' }).start()
    const script = 'echo x > /scratch/file && cat /scratch/file; grep -o "^tmpfs /scratch tmpfs rw" /proc/mounts'
    expect(await says(container, script)).to.equal('x\ntmpfs /scratch tmpfs rw\n')
    const { exitCode } = await container.exec(['dd', 'if=/dev/zero', 'of=/scratch/more', 'bs=1k', 'count=2000'])
    expect(exitCode).to.equal(1)
  },
  'binds a folder of the host, as a folder': async () => {
    const mounts = [{ source: '/var/tmp', target: '/of-host', mode: 'ro' as const }]
    await using container = await staying().withBindMounts(mounts).start()
    expect(await says(container, 'test -d /of-host && echo there')).to.equal('there\n')
    expect((await container.exec(['touch', '/of-host/file'])).exitCode).to.equal(1)
  },
  'limits memory, processors and shared memory': async () => {
    await using container = await staying()
      .withResourcesQuota({ memory: 0.0625, cpu: 0.5 })
      .withSharedMemorySize(1024 * 1024)
      .start()
    const { Memory, NanoCpus, ShmSize } = (await inspected(container)).host
    expect({ Memory, NanoCpus, ShmSize }).to.deep.equal({ Memory: 67_108_864, NanoCpus: 5e8, ShmSize: 1_048_576 })
  },
  'sets what the engine keeps': async () => {
    await using container = await staying()
      .withAddedCapabilities('NET_ADMIN')
      .withDroppedCapabilities('CHOWN')
      .withUlimits({ nofile: { hard: 2000, soft: 1000 } })
      .withIpcMode('host')
      .withDefaultLogDriver()
      .start()
    const { CapAdd, CapDrop, Ulimits, IpcMode, LogConfig } = (await inspected(container)).host
    const kept = { CapAdd, CapDrop, IpcMode, LogConfig }
    expect(kept).to.deep.equal({
      CapAdd: ['NET_ADMIN'],
      CapDrop: ['CHOWN'],
      IpcMode: 'host',
      LogConfig: { Type: 'json-file', Config: {} },
    })
    expect(Ulimits).to.deep.equal([{ Name: 'nofile', Hard: 2000, Soft: 1000 }])
  },
  'takes an image that is there': async () => {
    await using container = await staying().withPullPolicy(PullPolicy.defaultPolicy()).start()
    expect((await inspected(container)).image).to.equal(image)
  },
}
