import { once } from 'node:events'
import { expect } from 'chai'
import { createDebug } from 'libswarm-backend-debug'
import { install as forward } from 'libswarm-backend-forward'
import type { BackendSpec } from 'libswarm-core'
import { startFaultProxy, startTestDaemon, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { dockerode, unframed } from './support/dockerode.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { open, openRaw } from './support/open.js'
import { until } from './support/processes.js'

const debug: BackendSpec = { name: 'debug', install: createDebug(() => undefined), options: { quiet: true, v: false } }
const missing = engineMissing() ?? dockerMissing()
let engine: TestEngine

describeNeeding(missing, 'a real engine behind forward', function () {
  this.timeout(120_000)

  before(async () => {
    engine = await startEngine()
  })

  after(() => engine?.close())

  behind('debug and forward', [debug])
  describeLong(undefined, 'further', () => behind('forward alone', []))
})

function behind(title: string, inFront: readonly BackendSpec[]): void {
  describe(title, () => {
    let daemon: TestDaemon
    let relay: FaultProxy

    before(async () => {
      relay = await startFaultProxy({ to: engine.address })
      const options = { address: relay.address }
      daemon = await startTestDaemon({ backends: [...inFront, { name: 'forward', install: forward, options }] })
      await succeed('run', '--detach', '--name', 'idle', 'busybox', 'sleep', '1000')
    })

    after(async () => {
      await docker(engine.address, ['rm', '--force', 'idle', 'waits', 'echoes'])
      await daemon.close()
      await relay.close()
    })

    const succeed = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await docker(daemon.address, args)
      expect(code, stderr).to.equal(0)
      return stdout
    }

    /** Starts a container that says a word as soon as it is told to, and the telling. */
    const silent = async (): Promise<() => Promise<unknown>> => {
      const script = 'while ! test -e /go; do sleep 0.05; done; echo spoke'
      await docker(engine.address, ['rm', '--force', 'waits'])
      await succeed('run', '--detach', '--name', 'waits', 'busybox', 'sh', '-c', script)
      // The exec may be ended together with its container.
      return () => docker(daemon.address, ['exec', 'waits', 'touch', '/go'])
    }

    describe('docker run', () => {
      it('passes input, output and the exit code', async () => {
        const args = ['run', '--rm', '-i', 'busybox', 'sh', '-c', 'cat; exit 7']
        const result = await docker(daemon.address, args, { input: 'as without it\n' })
        expect(result).to.deep.equal({ code: 7, stdout: 'as without it\n', stderr: '' })
      })

      it('takes 20 MB of input', async () => {
        const args = ['run', '--rm', '-i', 'busybox', 'wc', '-c']
        const result = await docker(daemon.address, args, { input: Buffer.alloc(20_000_000, 'x') })
        expect(result).to.deep.equal({ code: 0, stdout: '20000000\n', stderr: '' })
      })

      it('gives 50 MiB of output', async () => {
        const stdout = await succeed('run', '--rm', 'busybox', 'sh', '-c', 'dd if=/dev/zero bs=1M count=50 2>/dev/null')
        expect(stdout).to.have.length(50 * 1024 * 1024)
      })

      it('gives all output of a program that leaves its input unread', async () => {
        const args = ['run', '--rm', '-i', 'busybox', 'sh', '-c', 'head -n 1; seq 1 20000 | tail -n 1']
        const { code, stdout } = await docker(daemon.address, args, { input: 'first\n'.repeat(500_000) })
        expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'first\n20000\n' })
      })
    })

    it('answers a docker exec whose input has ended', async () => {
      const args = ['exec', '-i', 'idle', 'sh', '-c', 'cat; sleep 0.3; echo end']
      const result = await docker(daemon.address, args, { input: 'x\n' })
      expect(result).to.deep.equal({ code: 0, stdout: 'x\nend\n', stderr: '' })
    })

    it('saves an image with every byte of it', async () => {
      const direct = await open(engine.socketPath, 'GET /images/busybox:latest/get')
      const passed = await open(daemon.socketPath!, 'GET /images/busybox:latest/get')
      await Promise.all([direct.ended, passed.ended])
      expect(passed.heard().length).to.equal(direct.heard().length).and.to.be.above(500_000)
    })

    describe('a stream', () => {
      it('of logs is there before the first line', async () => {
        const tell = await silent()
        const logs = await open(daemon.socketPath!, 'GET /containers/waits/logs?follow=1&stdout=1')
        expect(logs.heard()).to.equal('')
        await tell()
        await logs.ended
        expect(unframed(Buffer.from(logs.heard(), 'latin1'))).to.equal('spoke\n')
      })

      it('of events brings each as it happens', async () => {
        const events = await open(
          daemon.socketPath!,
          `GET /events?filters=${encodeURIComponent('{"type":["volume"]}')}`,
        )
        expect(events.heard()).to.equal('')
        await succeed('volume', 'create', 'seen')
        await until('the first event has come', () => events.heard().includes('"Action":"create"'))
        await succeed('volume', 'rm', 'seen')
        await until('the second event has come', () => events.heard().includes('"Action":"destroy"'))
        events.sent.destroy()
      })

      it('of a wait is there before the end', async () => {
        const tell = await silent()
        const wait = await open(daemon.socketPath!, 'POST /containers/waits/wait')
        expect([wait.response.statusCode, wait.heard()]).to.deep.equal([200, ''])
        await tell()
        await wait.ended
        expect(JSON.parse(wait.heard())).to.have.property('StatusCode', 0)
      })
    })

    describe('a client that goes away', () => {
      const streams = [
        'GET /events',
        'POST /containers/idle/wait',
        'GET /containers/idle/logs?follow=1&stdout=1',
        'GET /containers/idle/stats',
      ]
      for (const line of streams) {
        it(`ends ${line} at the engine`, async () => {
          const stream = await open(daemon.socketPath!, line)
          const during = relay.open()
          stream.sent.destroy()
          await until('its connection to the engine is closed', () => relay.open() < during)
        })
      }

      // As at dockerd itself, only a write tells a client that has gone from one that has no more to send.
      it('ends an attach at the engine, at the next output', async () => {
        await docker(engine.address, ['rm', '--force', 'echoes'])
        const ticking = 'while :; do echo x; sleep 0.1; done'
        await succeed('run', '--detach', '--name', 'echoes', 'busybox', 'sh', '-c', ticking)
        const head = [
          'POST /containers/echoes/attach?stream=1&stdout=1 HTTP/1.1',
          'Host: h',
          'Connection: Upgrade',
          'Upgrade: tcp',
        ]
        const attached = openRaw(daemon.socketPath!, [...head, 'Content-Length: 0'])
        await until('it is attached', () => attached.heard().startsWith('HTTP/1.1 101 UPGRADED\r\n'))
        const during = relay.open()
        attached.socket.destroy()
        await until('its connection to the engine is closed', () => relay.open() < during)
      })

      it('ends an upload at the engine', async () => {
        const upload = openRaw(daemon.socketPath!, ['POST /images/load HTTP/1.1', 'Host: h', 'Content-Length: 1000'])
        const before = relay.open()
        upload.socket.write('half')
        await until('the engine is asked', () => relay.open() > before)
        upload.socket.destroy()
        await until('its connection to the engine is closed', () => relay.open() <= before)
      })
    })

    describe('dockerode', () => {
      it('attaches without an upgrade', async () => {
        const tell = await silent()
        const container = dockerode(daemon.socketPath!).getContainer('waits')
        const stream = await container.attach({ stream: true, stdout: true, stderr: true })
        const heard: Buffer[] = []
        stream.on('data', (chunk: Buffer) => heard.push(chunk))
        const ended = once(stream, 'end')
        await tell()
        await ended
        expect(unframed(Buffer.concat(heard))).to.equal('spoke\n')
      })

      it('attaches with one, and its input ends by itself', async () => {
        await docker(engine.address, ['rm', '--force', 'echoes'])
        await succeed('create', '--interactive', '--name', 'echoes', 'busybox', 'sh', '-c', 'cat; echo end')
        const container = dockerode(daemon.socketPath!).getContainer('echoes')
        const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
        await succeed('start', 'echoes')
        const heard: Buffer[] = []
        stream.on('data', (chunk: Buffer) => heard.push(chunk))
        stream.end('input\n')
        await once(stream, 'end')
        expect(unframed(Buffer.concat(heard))).to.equal('input\nend\n')
      })

      for (const hijack of [true, false]) {
        it(`runs an exec ${hijack ? 'with' : 'without'} an upgrade`, async () => {
          const container = dockerode(daemon.socketPath!).getContainer('idle')
          const Cmd = ['sh', '-c', hijack ? 'cat; exit 3' : 'echo no input; exit 3']
          const exec = await container.exec({ Cmd, AttachStdin: hijack, AttachStdout: true })
          const stream = await exec.start({ hijack, stdin: hijack })
          const heard: Buffer[] = []
          stream.on('data', (chunk: Buffer) => heard.push(chunk))
          if (hijack) stream.end('input\n')
          await once(stream, 'end')
          expect(unframed(Buffer.concat(heard))).to.equal(hijack ? 'input\n' : 'no input\n')
          await until('the exec has ended', async () => (await exec.inspect()).ExitCode === 3)
        })
      }
    })

    it('attaches by WebSocket in both directions', async () => {
      await docker(engine.address, ['rm', '--force', 'echoes'])
      await succeed('run', '--detach', '--interactive', '--name', 'echoes', 'busybox', 'cat')
      const web = openRaw(daemon.socketPath!, [
        'GET /v1.41/containers/echoes/attach/ws?stream=1&stdin=1&stdout=1 HTTP/1.1',
        'Host: h',
        'Origin: http://h',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ])
      await until('the handshake is answered', () => web.heard().includes('\r\n\r\n'))
      expect(web.heard()).to.match(/^HTTP\/1.1 101 [^]*sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/i)
      // A text frame of five bytes, masked with zeros (RFC 6455 section 5.2).
      web.socket.write('\x81\x85\0\0\0\0ping\n', 'latin1')
      await until('the frame comes back', () => web.heard().endsWith('ping\n'))
      const during = relay.open()
      web.socket.destroy()
      await until('its connection to the engine is closed', () => relay.open() < during)
    })
  })
}
