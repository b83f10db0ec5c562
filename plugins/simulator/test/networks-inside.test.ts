import { call, type TestDaemon } from 'libswarm-core/testing'
import { expect } from 'chai'
import { run, startWith } from './support.js'

describe('the network that a container sees', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startWith({ image: ['busybox', 'alpine', 'debian'] })
    await call(daemon, 'POST /networks/create', { body: { Name: 'back' } })
    const on = (Aliases: readonly string[]) => ({
      HostConfig: { NetworkMode: 'back' },
      NetworkingConfig: { EndpointsConfig: { back: { Aliases } } },
    })
    await run(daemon, 'web', { ...on(['api']), Image: 'busybox' })
    await run(daemon, 'second', { ...on(['api']), Image: 'debian' })
    await run(daemon, 'third', { ...on([]), Image: 'alpine' })
    await run(daemon, 'beside', { HostConfig: { NetworkMode: 'container:web' } })
    await run(daemon, 'away')
  })
  after(() => daemon.close())

  /** What a command in a container prints; its terminal joins both outputs. */
  async function printed(name: string, script: string): Promise<string> {
    const made = await call(daemon, `POST /containers/${name}/exec`, {
      body: { Cmd: ['sh', '-c', script], AttachStdout: true, AttachStderr: true, Tty: true },
    })
    const { Id } = made.json<{ Id: string }>()
    const answer = await call(daemon, `POST /exec/${Id}/start`, { body: { Tty: true } })
    return answer.text.replaceAll('\r\n', '\n')
  }

  const told = [
    ['web', 'hostname -i; ip -4 -o addr show eth0 | tr -s " " | cut -d " " -f 4', '172.18.0.2\n172.18.0.2/16\n'],
    ['web', 'ip route | head -n 1', 'default via 172.18.0.1 dev eth0 \n'],
    ['web', 'tail -n 1 /proc/net/route | cut -f 2', '000012AC\n'],
    ['web', 'cat /etc/resolv.conf', 'nameserver 127.0.0.11\noptions ndots:0\n'],
    ['away', 'cat /etc/resolv.conf; tail -n 1 /etc/hosts | cut -f 1', 'nameserver 10.0.2.3\n172.17.0.2\n'],
    ['second', 'getent hosts web; getent hosts third', '172.18.0.2      web\n172.18.0.4      third\n'],
    ['second', 'getent ahostsv4 api | sort -u | wc -l; hostname -I', '6\n172.18.0.3 \n'],
    ['second', 'getent hosts away; echo $?', '2\n'],
    ['third', 'getent hosts web; getent hosts 172.18.0.2', '172.18.0.2        web  web\n172.18.0.2        web.back  web.back\n'],
    ['beside', 'cat /etc/resolv.conf; hostname -i', 'nameserver 127.0.0.11\noptions ndots:0\n172.18.0.2\n'],
    ['web', 'netstat -ltn | tail -n +3', ''],
  ] as const // prettier-ignore
  for (const [name, script, text] of told) {
    it(`${script} in ${name} says so`, async () => {
      expect(await printed(name, script)).to.equal(text)
    })
  }

  it('has the name and files of the container whose network is shared', async () => {
    const own = await printed('web', 'hostname; cat /etc/hostname; cat /etc/hosts')
    expect(await printed('beside', 'hostname; cat /etc/hostname; cat /etc/hosts')).to.equal(own)
  })

  it('changes while it runs', async () => {
    await call(daemon, 'POST /networks/back/connect', {
      body: { Container: 'away', EndpointConfig: { Aliases: ['late'] } },
    })
    expect(await printed('second', 'getent hosts late')).to.equal('172.18.0.5      late\n')
    expect(await printed('away', 'cut -f 1 /etc/hosts | tail -n 2; ip -4 -o addr | wc -l')).to.equal(
      '172.17.0.2\n172.18.0.5\n3\n',
    )
    await call(daemon, 'POST /networks/back/disconnect', { body: { Container: 'away' } })
    expect(await printed('second', 'getent hosts late; echo $?')).to.equal('2\n')
    expect(await printed('away', 'tail -n 1 /etc/hosts | cut -f 1; ip -4 -o addr | wc -l')).to.equal('172.17.0.2\n2\n')
  })
})
