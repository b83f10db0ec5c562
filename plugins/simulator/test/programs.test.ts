import { expect } from 'chai'
import { ProgramMissing, type Service } from '../dist/processes/process.js'
import { runProgram, type Outcome } from './run-program.js'

const says = (stdout: string, code = 0, stderr = ''): Outcome => ({ stdout, stderr, code })

const commands: readonly [readonly string[], Outcome][] = [
  [['true'], says('')],
  [['/bin/false'], says('', 1)],
  [['bin/true'], says('')],
  [['/usr/bin/env'], says('A=1\nB=x  y\nPATH=/usr/bin:/bin\n')],
  [['printenv', 'A', 'NONE'], says('1\n', 1)],
  [['echo', '-ne', 'a\\tb\\n'], says('a\tb\n')],
  [['echo', '-e', '\\x41\\0101\\c zz'], says('AA')],
  [['echo', '-nx', '--', '-n'], says('-nx -- -n\n')],
  [['echo', '-E', 'a\\n'], says('a\\n\n')],
  [['cat', '/nosuch', '/dev/null'], says('', 1, "cat: can't open '/nosuch': No such file or directory\n")],
  [['cat'], says('')],
  [['sleep', '0', '.001', '0m'], says('')],
  [['sleep', '1x'], says('', 1, "sleep: invalid number '1x'\n")],
  [['sleep', '-1'], says('', 1, "sleep: invalid number '-1'\n")],
  [['sleep'], says('', 1, 'Usage: sleep [N]...\n')],
  [['hostname'], says('box\n')],
  [['pwd'], says('/\n')],
  [['id'], says('uid=0(root) gid=0(root) groups=0(root)\n')],
  [['whoami'], says('root\n')],
  [['tail', '-f', '/nosuch'], says('', 1, "tail: can't open '/nosuch': No such file or directory\ntail: no files\n")],
]

const missing: readonly [string, number, string][] = [
  ['nosuch', 127, 'exec: "nosuch": executable file not found in $PATH'],
  ['', 127, 'exec: "": executable file not found in $PATH'],
  ['/bin/nosuch', 127, 'exec: "/bin/nosuch": stat /bin/nosuch: no such file or directory'],
  ['./sh', 127, 'exec: "./sh": stat ./sh: no such file or directory'],
  ['/bin', 126, 'exec: "/bin": permission denied'],
]

describe('the built-in programs', () => {
  for (const [argv, outcome] of commands) {
    it(`run ${argv.join(' ')}`, async () => {
      expect(await runProgram(argv)).to.deep.equal(outcome)
    })
  }

  for (const [name, code, sentence] of missing) {
    it(`have no ${JSON.stringify(name)}`, async () => {
      const thrown: unknown = await runProgram([name]).catch((thrown: unknown) => thrown)
      expect(thrown).to.be.instanceOf(ProgramMissing)
      expect([(thrown as ProgramMissing).exitCode, (thrown as ProgramMissing).message]).to.deep.equal([code, sentence])
    })
  }

  it("are joined by the image's own command, which stays up", async () => {
    const act = (process: { signal(number: number): void }): void => process.signal(3)
    const service = { entrypoint: ['nginx'], command: ['-g', 'daemon off;'] }
    expect(await runProgram(['nginx', '-g', 'daemon off;'], { service, act })).to.deep.equal(says('', 131))
    expect(await runProgram(['nginx', '-v'], { service, act })).to.deep.equal(says('', 131))
    const script = ['/bin/sh', '-c', 'node .']
    const inShell = { entrypoint: script.slice(0, 2), command: script.slice(2) }
    expect(await runProgram(script, { service: inShell, act })).to.deep.equal(says('', 131))
    expect(await runProgram(['/bin/sh', '-c', 'exit 2'], { service: inShell })).to.deep.equal(says('', 2))
  })

  it('are run by the entrypoint script of an image, if they are not its own', async () => {
    const act = (process: { signal(number: number): void }): void => process.signal(15)
    const redis = { entrypoint: ['docker-entrypoint.sh'], command: ['redis-server'] }
    const given = (service: Service, ...words: string[]): Promise<Outcome> =>
      runProgram([...service.entrypoint, ...words], { service })
    for (const words of [['redis-server'], ['/usr/local/bin/redis-server', '--port', '1'], ['--port', '1'], []]) {
      const argv = [...redis.entrypoint, ...words]
      expect(await runProgram(argv, { service: redis, act })).to.deep.equal(says('', 143))
    }
    expect(await given(redis, 'echo', 'hi')).to.deep.equal(says('hi\n'))
    expect(await given(redis, '/bin/sh', '-c', 'exit 4')).to.deep.equal(says('', 4))
    expect(await given(redis, 'redis-cli', 'ping')).to.deep.equal({
      stdout: '',
      stderr: '/usr/local/bin/docker-entrypoint.sh: exec: line 47: redis-cli: not found\n',
      code: 127,
    })
    const nginx = { entrypoint: ['/docker-entrypoint.sh'], command: ['nginx', '-g', 'daemon off;'] }
    expect(await given(nginx, '/tmp')).to.deep.equal({
      stdout: '',
      stderr: '/docker-entrypoint.sh: exec: line 47: /tmp: Permission denied\n',
      code: 126,
    })
    const node = { entrypoint: ['docker-entrypoint.sh'], command: ['node'] }
    expect(await runProgram(['docker-entrypoint.sh', 'server.js'], { service: node, act })).to.deep.equal(says('', 143))
    expect(await given(node, 'true')).to.deep.equal(says(''))
  })

  it('echo their input as it comes', async () => {
    const act = (process: { input(bytes: Uint8Array | null): unknown }): void => {
      for (const piece of ['a', 'b\n', null]) process.input(piece === null ? null : Buffer.from(piece))
    }
    expect(await runProgram(['cat'], { stdin: true, act })).to.deep.equal(says('ab\n'))
  })
})

describe('signals', () => {
  for (const number of [1, 2, 3, 6, 9, 10, 15, 34]) {
    it(`${number} ends a process`, async () => {
      const act = (process: { signal(number: number): void }): void => process.signal(number)
      expect((await runProgram(['sleep', 'inf'], { act })).code).to.equal(128 + number)
    })
  }

  it('end the first process of a container only if services go down by them, or it stops by them', async () => {
    const sent = async (...numbers: number[]): Promise<number> => {
      const act = (process: { signal(number: number): void }): void => numbers.forEach((one) => process.signal(one))
      return (await runProgram(['sleep', 'inf'], { act, stopSignal: 37 })).code
    }
    expect(await sent(1, 10, 12, 34, 2)).to.equal(130)
    expect(await sent(1, 37)).to.equal(165)
  })

  it('17, 23 and 28 do not', async () => {
    const act = (process: { signal(number: number): void }): void => {
      for (const number of [17, 23, 28, 18, 15]) process.signal(number)
    }
    expect((await runProgram(['sleep', 'inf'], { act })).code).to.equal(143)
  })

  it('wait for a paused process to go on, but for SIGKILL', async () => {
    let code: number | undefined
    const ended = runProgram(['sleep', 'inf'], {
      act: (process) => {
        process.pause()
        process.signal(15)
        setImmediate(() => setImmediate(() => process.resume()))
      },
    }).then((outcome) => (code = outcome.code))
    await new Promise((resolve) => setImmediate(resolve))
    expect(code).to.equal(undefined)
    expect(await ended).to.equal(143)
    const act = (process: { pause(): void; signal(number: number): void }): void => {
      process.pause()
      process.signal(15)
      process.signal(9)
    }
    expect((await runProgram(['sleep', 'inf'], { act })).code).to.equal(137)
  })

  it('of a terminal are its keys', async () => {
    const act = (process: { input(bytes: Uint8Array | null): unknown }): void => void process.input(Buffer.from('\x03'))
    expect(await runProgram(['sleep', 'inf'], { tty: true, stdin: true, act })).to.deep.equal(says('^C', 130))
  })
})
