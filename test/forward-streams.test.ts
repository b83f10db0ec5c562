import { createHash, randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { opensslMissing } from './support/certificates.js'
import { docker, dockerEnvironment, dockerMissing } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { startFrontends, ways, type Frontends, type WayIn } from './support/frontends.js'
import { streamThrough } from './support/hijack-client.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { findProgram, run, until, type Ended } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'
import { json, post, type Target } from './support/wire.js'

const mebibyte = 1024 * 1024
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const input = randomBytes(20 * mebibyte)
const output = randomBytes(50 * mebibyte)
const [inputDigest, outputDigest] = [digestOf(input), digestOf(output)]

const says = 'cat /given/output'
const counts = 'sha256sum'
const counted = `${inputDigest}  -\n`
// Else the engine writes all of it to a file as well.
const unlogged = ['--log-driver', 'none']

interface Command {
  readonly args: readonly string[]
  readonly input?: Uint8Array
  readonly code: number
  /** The digest of what it says. */
  readonly stdout: string
  /** What it says beside; nothing unless given. */
  readonly stderr?: string
}

const of = (text: string | Uint8Array) => digestOf(Buffer.from(text))
const commands: Readonly<Record<string, Command>> = {
  'run -i takes 20 MiB, and exits with 3': {
    args: ['run', '--rm', '-i', ...unlogged, 'busybox', 'sh', '-c', `${counts}; exit 3`],
    input,
    code: 3,
    stdout: of(counted),
  },
  'exec -i takes 20 MiB, and exits with 0': {
    args: ['exec', '-i', 'idle', counts],
    input,
    code: 0,
    stdout: of(counted),
  },
  'run gives 50 MiB, and exits with 0': {
    args: ['run', '--rm', '--volumes-from', 'idle', ...unlogged, 'busybox', 'sh', '-c', says],
    code: 0,
    stdout: outputDigest,
  },
  'exec gives 50 MiB, and is killed': {
    args: ['exec', 'idle', 'sh', '-c', `${says}; kill -9 $$`],
    code: 137,
    stdout: outputDigest,
  },
  'exec -i gives back 20 MiB while it takes them': {
    args: ['exec', '-i', 'idle', 'cat'],
    input,
    code: 0,
    stdout: inputDigest,
  },
  'run -i gives 50 MiB behind the end of 20 MiB': {
    args: [
      'run',
      '--rm',
      '-i',
      '--volumes-from',
      'idle',
      ...unlogged,
      'busybox',
      'sh',
      '-c',
      `${counts} >&2; sleep 0.2; ${says}; exit 3`,
    ],
    input,
    code: 3,
    stdout: outputDigest,
    stderr: counted,
  },
}

const missing = engineMissing() ?? dockerMissing() ?? opensslMissing()

describeNeeding(missing, 'long streams of a real engine behind forward', function () {
  this.timeout(120_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: TestEngine
  let frontends: Frontends
  let direct: Target

  before(async () => {
    folder = await temporaryFolder()
    engine = await startEngine()
    direct = { socketPath: engine.socketPath, port: undefined }
    frontends = await startFrontends(`forward ${engine.address}`, folder.path)
    await mkdir(join(folder.path, 'given'))
    await writeFile(join(folder.path, 'given', 'output'), output)
    const bind = `${join(folder.path, 'given')}:/given:ro`
    await docker(engine.address, ['run', '--detach', '--name', 'idle', '--volume', bind, 'busybox', 'sleep', '1000'])
  })
  after(async () => {
    // Else it is given ten seconds to end by itself.
    if (engine !== undefined) await docker(engine.address, ['rm', '--force', 'idle'])
    const ended = await frontends?.swarmd.stop()
    await engine?.close()
    await folder?.remove()
    expect(ended?.code).to.equal(0)
    expect(ended?.stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
  })

  const runDocker = (way: WayIn, args: readonly string[], given?: Uint8Array): Promise<Ended> =>
    run(findProgram('docker')!, args, {
      env: { ...dockerEnvironment('', folder.path), ...frontends.environments[way] },
      ...(given === undefined ? {} : { input: given }),
    })

  for (const way of ways) {
    // In short the other ways are held by what is asked without `docker`, below.
    const describeCommands = way === 'unix' ? describeNeeding : describeLong
    describeCommands(undefined, `by docker, by ${way}`, () => {
      for (const [title, { args, code, stdout, stderr = '', ...given }] of Object.entries(commands)) {
        it(title, async () => {
          const ended = await runDocker(way, args, given.input)
          expect([ended.code, ended.stderr.toString(), digestOf(ended.stdout)]).to.deep.equal([code, stderr, stdout])
        })
      }

      it('attach takes 20 MiB, gives 50 MiB behind their end, and exits with 3', async () => {
        const script = `${counts} >&2; sleep 0.2; ${says}; exit 3`
        await docker(engine.address, [
          'create',
          '-i',
          '--name',
          'waits',
          '--volumes-from',
          'idle',
          ...unlogged,
          'busybox',
          'sh',
          '-c',
          script,
        ])
        await docker(engine.address, ['start', 'waits'])
        const ended = await runDocker(way, ['attach', 'waits'], input)
        await docker(engine.address, ['rm', '--force', 'waits'])
        expect([ended.code, ended.stderr.toString(), digestOf(ended.stdout)]).to.deep.equal([3, counted, outputDigest])
      })

      it('run -i that is killed behind 20 MiB exits with 137', async () => {
        const script = `${counts}; exec sleep 1000`
        const running = runDocker(way, ['run', '--rm', '-i', '--name', 'killed', 'busybox', 'sh', '-c', script], input)
        const sleeps = async () => (await call(direct, 'GET /containers/killed/top')).text.includes('"sleep 1000"')
        await until('all is counted', sleeps)
        await call(direct, 'POST /containers/killed/kill')
        const { code, stdout } = await running
        expect([code, stdout.toString()]).to.deep.equal([137, counted])
      })
    })

    for (const [asked, wish, status] of [
      ['with an upgrade', ['Connection: Upgrade', 'Upgrade: tcp'], '101 UPGRADED'],
      ['without an upgrade', [], '200 OK'],
    ] as const) {
      // In short there are both wishes by unix, and TLS with what docker asks for.
      const isSample = way === 'unix' || (way === 'tls' && status.startsWith('101'))
      const describeStreams = isSample ? describeNeeding : describeLong
      describeStreams(undefined, `${asked}, by ${way}`, () => {
        const script = ['sh', '-c', `${counts} >&2; sleep 0.2; ${says}; exit 3`]
        const streams = async (request: string) => {
          const { head, stdout, stderr, ended } = await streamThrough(frontends.connect(way), request, input)
          expect(head).to.match(new RegExp(`^HTTP/1\\.1 ${status}\r\n`))
          expect(head).to.match(/^Content-Type: application\/vnd\.docker\.raw-stream\r$/m)
          expect([stderr.toString(), digestOf(stdout), ended]).to.deep.equal([counted, outputDigest, true])
        }
        const ask = async <Answer>(what: string, body?: object) =>
          (await call(direct, what, body === undefined ? {} : { body })).json<Answer>()

        it('an attach takes 20 MiB and gives 50 MiB behind their end', async () => {
          const HostConfig = { VolumesFrom: ['idle'], LogConfig: { Type: 'none' } }
          const container = { Image: 'busybox', Cmd: script, OpenStdin: true, StdinOnce: true, HostConfig }
          const { Id } = await ask<{ Id: string }>('POST /containers/create', container)
          await call(direct, `POST /containers/${Id}/start`)
          await streams(post(`/v1.41/containers/${Id}/attach?stream=1&stdin=1&stdout=1&stderr=1`, wish))
          expect(await ask(`POST /containers/${Id}/wait`)).to.include({ StatusCode: 3 })
          await docker(engine.address, ['rm', Id])
        })

        it('a command takes 20 MiB and gives 50 MiB behind their end', async () => {
          const all = { AttachStdin: true, AttachStdout: true, AttachStderr: true }
          const { Id } = await ask<{ Id: string }>('POST /containers/idle/exec', { Cmd: script, ...all })
          await streams(post(`/v1.41/exec/${Id}/start`, [...wish, json], '{"Detach":false,"Tty":false}'))
          const isOver = async () => (await ask<{ Running: boolean }>(`GET /exec/${Id}/json`)).Running === false
          await until('it is over', isOver)
          expect(await ask(`GET /exec/${Id}/json`)).to.include({ ExitCode: 3 })
        })
      })
    }
  }
})
