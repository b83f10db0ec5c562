import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { openRaw } from './support/open.js'
import { until } from './support/processes.js'
import { ownGroup, runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const optIn = `com.docker.swarm.reschedule-policies=["on-node-failure"]`

describe('swarmd nodes', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let daemon: Swarmd
  let admin: string
  const at = (name: string) => ({ socketPath: join(folder.path, name), port: undefined })

  const start = (...backend: string[]) =>
    startSwarmd(['--no-config', ...ownGroup, '--admin', 'unix://admin.sock', ...backend, 'unix://a.sock'], {
      cwd: folder.path,
    })
  const nodes = (...words: string[]) => runSwarmd(['nodes', ...words, '--no-config', '--admin', admin])

  before(async () => {
    folder = await temporaryFolder()
    admin = `unix://${join(folder.path, 'admin.sock')}`
  })
  after(() => folder.remove())

  describe('of a pool within the pool', () => {
    after(() => daemon.stop())
    before(async () => {
      daemon = await start('--backend', `aggregate r2='aggregate a=simulator' b='simulator --id B'`)
    })

    it('are known by the way to them', async () => {
      expect((await nodes('inspect', 'r2/a')).stdout).to.match(/^name +r2\/a\nstatus +ready\navailability +active\n/)
      const { code, stdout, stderr } = await nodes('drain', 'r2/a')
      expect([code, stdout]).to.deep.equal([0, 'r2/a is set to drain\n'], stderr)
      expect((await nodes('inspect', 'r2/a')).stdout).to.match(/\navailability +drain\n/)
      expect((await nodes('activate', 'r2/a')).stdout).to.equal('r2/a is set to active\n')
    })

    it('are none where the pool there has none of the name', async () => {
      const { code, stderr } = await nodes('drain', 'r2/x')
      expect(code).to.equal(1)
      expect(stderr).to.include('there is no node "r2/x"')
    })
  })

  describe('of a pool', () => {
    after(() => daemon.stop())
    before(async () => {
      const children = `a='simulator web --id A' b='simulator --id B' gone='forward tcp://127.0.0.1:1'`
      daemon = await start('--backend', `aggregate ${children} --label a:disk=ssd`)
    })

    it('lists them, with the reason of one that is down', async () => {
      const { code, stdout } = await nodes('ls')
      expect(code).to.equal(0)
      const [head, ...rows] = stdout.trim().split('\n')
      expect(head!.split(/ {2,}/)).to.deep.equal([
        'NAME',
        'STATUS',
        'AVAILABILITY',
        'ENGINE',
        'CONTAINERS',
        'CPUS',
        'MEMORY',
        'LABELS',
        'ADDRESS',
        'REASON',
      ])
      expect(rows[0]).to.match(/^a +ready +active +\S+ +1 +4 +8 GiB +disk=ssd +-$/)
      expect(rows[2]).to.match(/^gone +down +active .* 127\.0\.0\.1 +cannot connect to the engine at tcp/)
    })

    it('lists and shows them in JSON as the operations answer it', async () => {
      const operation = (await call(at('a.sock'), 'GET /nodes')).json<object[]>()
      expect(JSON.parse((await nodes('ls', '--json')).stdout) as unknown).to.deep.equal(operation)
      expect(JSON.parse((await nodes('inspect', 'b', '--json')).stdout) as unknown).to.deep.equal(operation[1])
      expect((await nodes('inspect', 'B')).stdout).to.match(/^name +b\nstatus +ready\n/)
    })

    it('sets what they are, and tells what has moved and what stays', async () => {
      const Labels = { [optIn.split('=')[0]!]: optIn.split('=')[1]! }
      await nodes('cordon', 'b')
      await call(at('a.sock'), 'POST /containers/create?name=moving', { body: { Image: 'busybox', Labels } })
      await nodes('activate', 'b')
      const { code, stdout } = await nodes('drain', 'a')
      expect(code).to.equal(0)
      expect(stdout.trim().split('\n')).to.deep.equal([
        'a is set to drain',
        'moving was moved to b',
        `web stays: it has not opted in by the label ${optIn}`,
      ])
      expect((await nodes('ls')).stdout)
        .to.match(/^a +ready +drain +\S+ +1 /m)
        .and.match(/^b +ready +active +\S+ +1 /m)
      const told = JSON.parse((await nodes('activate', 'a', '--json')).stdout) as object
      expect(told).to.deep.equal({ Name: 'a', Availability: 'active' })
    })

    it('tells a reason of several lines below each other', async () => {
      const Labels = {
        [optIn.split('=')[0]!]: optIn.split('=')[1]!,
        'com.docker.swarm.constraints': '["node==a"]',
      }
      await call(at('a.sock'), 'POST /containers/create?name=bound', { body: { Image: 'busybox', Labels } })
      const { stdout } = await nodes('drain', 'a')
      expect(stdout).to.match(
        /^bound stays: Unable to find a node .*\n( {2}\[\w+\] .*\n)* {2}\[availability\] it is drained: a$/m,
      )
      await call(at('a.sock'), 'DELETE /containers/bound?force=1')
      await nodes('activate', 'a')
    })

    it('says that the address of the Docker API is none to set anything at', async () => {
      const api = `unix://${at('a.sock').socketPath}`
      const { code, stderr } = await runSwarmd(['nodes', 'drain', 'a', '--no-config', '--admin', api])
      expect(code).to.equal(1)
      expect(stderr).to.include(
        `nothing can be set at ${api}: it is no admin address, or one that other machines reach`,
      )
    })

    const failures: readonly (readonly [words: readonly string[], code: number, sentence: string])[] = [
      [['drain', 'aa'], 1, 'there is no node "aa": did you mean "a"?'],
      [['drain', 'nothing-alike'], 1, 'there is no node "nothing-alike": there are a, b, gone'],
      [['drain', 'gone'], 1, 'the node "gone" is down: cannot connect'],
      [['drain'], 2, 'nodes drain: <node> is missing'],
      [['ls', 'a'], 2, 'nodes ls: unexpected argument "a"'],
      [['list'], 2, '"nodes" goes on with "ls" or "inspect" or "drain" or "cordon" or "activate", not "list"'],
    ]
    for (const [words, code, sentence] of failures) {
      it(`says what is wrong with ${words.join(' ')}`, async () => {
        const ended = await nodes(...words)
        expect(ended.code).to.equal(code)
        expect(ended.stderr).to.include(sentence)
      })
    }

    describe('by the admin address itself', () => {
      const path = 'POST /nodes/a/availability'
      const refusals: readonly (readonly [
        what: string,
        line: string,
        options: object,
        status: number,
        text: string,
      ])[] = [
        [
          'a web page',
          path,
          { body: { availability: 'drain' }, headers: { Origin: 'http://localhost' } },
          403,
          'web pages',
        ],
        ['a form', path, { body: '{"availability":"drain"}', headers: { 'Content-Type': 'text/plain' } }, 400, 'JSON'],
        ['no JSON', path, { body: '{' }, 400, 'the body is no JSON'],
        ['something else', path, { body: { availability: 'drain', labels: {} } }, 400, 'the body is {'],
        ['no object', path, { body: 'null' }, 400, 'the body is {'],
        ['what is too long', path, { body: { availability: 'x'.repeat(20_000) } }, 413, 'longer than 16384 bytes'],
        ['another value', path, { body: { availability: 'off' } }, 400, 'invalid Availability: '],
        ['another method', 'DELETE /nodes/a/availability', {}, 405, 'method not allowed: DELETE'],
        ['another node', 'POST /nodes/x/availability', { body: { availability: 'drain' } }, 404, 'node x not found'],
        ['a broken escape', 'GET /nodes/%zz', {}, 400, 'invalid URL escape'],
      ]
      for (const [what, line, options, status, text] of refusals) {
        it(`is refused: ${what}`, async () => {
          const answer = await call(at('admin.sock'), line, options)
          expect([answer.status, answer.text]).to.satisfy(
            ([own, said]: [number, string]) => own === status && said.includes(text),
          )
          expect((await call(at('admin.sock'), 'GET /nodes/a')).text).to.include('"Availability":"active"')
        })
      }

      it('takes a body that waits to be asked for', async () => {
        const raw = openRaw(at('admin.sock').socketPath, [
          'POST /nodes/a/availability HTTP/1.1',
          'Host: a',
          'Content-Type: application/json',
          'Content-Length: 24',
          'Expect: 100-continue',
        ])
        await until('it is asked for', () => raw.heard().startsWith('HTTP/1.1 100 '))
        raw.socket.write('{"availability":"pause"}')
        await until('it is answered', () => raw.socket.readableEnded)
        expect(raw.heard()).to.match(/\r\n\r\nHTTP\/1\.1 200 /)
        expect((await call(at('admin.sock'), 'GET /nodes/a')).text).to.include('"Availability":"pause"')
      })
    })
  })

  it('says that a daemon has none', async () => {
    daemon = await start('--backend', 'simulator')
    for (const words of [['ls'], ['drain', 'a']]) {
      const { code, stderr } = await nodes(...words)
      expect(code).to.equal(1)
      expect(stderr).to.include(`the daemon at ${admin} has no pool of nodes: `)
    }
    await daemon.stop()
  })

  it('says where no daemon is, and that it has to be told where', async () => {
    const elsewhere = await runSwarmd(['nodes', 'ls', '--no-config', '--admin', 'unix:///none.sock'])
    expect([elsewhere.code, elsewhere.stderr.trim()]).to.deep.equal([
      1,
      'swarmd: cannot ask the daemon at its admin address unix:///none.sock: no such socket',
    ])
    const untold = await runSwarmd(['nodes', 'ls', '--no-config'])
    expect(untold.code).to.equal(2)
    expect(untold.stderr).to.include('no admin address is given')
  })
})
