import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { exec, logsOf, serve } from './services-support.js'
import { eventually, startWith } from './support.js'

describe('containers that ask each other', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startWith({
      image: ['busybox', 'alpine', 'debian', 'node', 'node:slim', 'curlimages/curl', 'nginx'],
    })
    await call(daemon, 'POST /networks/create', { body: { Name: 'net' } })
    const Cmd = ['sh', '-c', 'cd /home; echo hello > index.html; exec httpd -f -v -p 80']
    await serve(daemon, 'web', { Image: 'busybox', Cmd, HostConfig: { NetworkMode: 'net' } })
    for (const Image of ['alpine', 'busybox', 'debian', 'node']) {
      await serve(daemon, `on-${Image}`, { Image, Cmd: ['sleep', 'infinity'], HostConfig: { NetworkMode: 'net' } })
    }
    await eventually(async () => (await exec(daemon, 'on-alpine', 'nc', '-z', 'web', '80'))[0] === 0)
  })
  after(() => daemon.close())

  const lines: readonly (readonly [container: string, command: string, code: number, said: string | RegExp])[] = [
    ['on-alpine', 'wget -qO- http://web/', 0, '1:hello\n'],
    ['on-busybox', 'wget -q -O - http://web', 0, '1:hello\n'],
    ['on-busybox', 'wget -q --spider http://web/', 0, ''],
    ['on-busybox', 'wget -q --spider http://web/nope', 1, /^2:wget: server returned error: HTTP\/1.1 404 Not Found\n$/],
    ['on-busybox', 'wget -q -T 1 -O - http://nobody/', 1, "2:wget: bad address 'nobody'\n"],
    ['on-node', 'curl -fsS http://web/', 0, '1:hello\n'],
    ['on-node', 'curl -fsS http://web/nope', 22, '2:curl: (22) The requested URL returned error: 404\n'],
    ['on-node', 'wget -qO- http://web:80/', 0, '1:hello\n'],
    ['on-debian', 'curl -V', 127, /not found/],
    [
      'on-debian',
      'bash -c \'exec 3<>/dev/tcp/web/80; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; tail -1 <&3\'',
      0,
      '1:hello\n',
    ],
    ['on-alpine', 'nc -zv web 80', 0, /^2:web \(172\.\d+\.0\.2:80\) open\n$/],
    ['on-alpine', 'nc -z web 81', 1, ''],
    ['on-alpine', 'httpd -h /', 127, /not found/],
    ['on-alpine', 'ping -c 1 web', 0, /^1:PING web \(172\.\d+\.0\.2\): 56 data bytes\n64 bytes from 172/],
    [
      'on-alpine',
      'nslookup web',
      0,
      /Server:\t\t127\.0\.0\.11\nAddress:\t127\.0\.0\.11:53\n\nNon-authoritative answer:\nName:\tweb\n/,
    ],
    ['on-alpine', 'nslookup nobody', 1, /\*\* server can't find nobody: NXDOMAIN/],
  ]
  for (const [container, command, code, said] of lines) {
    it(`does ${command} in ${container}`, async () => {
      const [exited, text] = await exec(daemon, container, 'sh', '-c', command)
      const told = text.replace(/(?<=\n)[12]:/g, '')
      if (typeof said === 'string') expect([exited, told]).to.eql([code, said])
      else expect([exited, told.replace(said, 'as wanted')]).to.satisfy(() => exited === code && said.test(told))
    })
  }

  it('logs who has asked', async () => {
    await eventually(async () => (await logsOf(daemon, 'web')).join('').includes('response:404'))
    expect((await logsOf(daemon, 'web')).join('')).to.match(/2:\[::ffff:172\.\d+\.0\.\d+\]:\d+: response:200\n/)
  })

  it('has an image that is curl', async () => {
    const HostConfig = { NetworkMode: 'net' }
    const id = await serve(daemon, 'curl', { Image: 'curlimages/curl', Cmd: ['-s', 'http://web/'], HostConfig })
    await call(daemon, `POST /containers/${id}/wait`)
    expect(await logsOf(daemon, 'curl')).to.eql(['1:hello\n'])
  })
})
