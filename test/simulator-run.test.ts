import { expect } from 'chai'
import { install } from 'libswarm-backend-simulator'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { docker, dockerMissing, dockerOnTerminal, terminalMissing, type DockerResult } from './support/docker.js'
import { describeNeeding } from './support/needs.js'

const missing = dockerMissing() ?? terminalMissing()

describeNeeding(missing, 'docker run, exec and logs on a simulated engine', function () {
  this.timeout(60_000)
  let daemon: TestDaemon

  before(async () => {
    const backend = { name: 'simulator', install, options: { name: ['web'] }, simulated: true }
    daemon = await startTestDaemon({ backends: [backend] })
  })

  after(() => daemon?.close())

  const cli = (words: readonly string[], input?: string): Promise<DockerResult> =>
    docker(daemon.address, words, input === undefined ? {} : { input })
  const says = (stdout: string, code = 0, stderr = ''): DockerResult => ({ code, stdout, stderr })
  const noProgram = (before: string, stage = ''): string =>
    `${before}unable to start container process: ${stage}exec: "nosuch": executable file not found in $PATH: unknown`

  const run = ['run', '--rm', 'busybox']
  const commands: readonly [readonly string[], DockerResult, string?][] = [
    [['run', 'busybox', 'echo', 'hi'], says('hi\n')],
    [[...run, 'sh', '-c', 'exit 3'], says('', 3)],
    [[...run, 'sh', '-c', 'echo out; echo err >&2; exit 4'], says('out\n', 4, 'err\n')],
    [['run', '--rm', '-i', 'busybox', 'cat'], says('hello\n'), 'hello\n'],
    [['run', '--rm', '-i', 'busybox'], says('hi\n', 9), 'echo hi\nexit 9\n'],
    [['run', '--rm', '-h', 'box', '-e', 'A=1', 'busybox', 'sh', '-c', 'echo $HOSTNAME$A'], says('box1\n')],
    [
      ['run', '--rm', '-w', '/srv', '-u', '5:6', 'busybox', 'sh', '-c', 'pwd; id'],
      says('/srv\nuid=5 gid=6(disk) groups=6(disk)\n'),
    ],
    [['exec', 'web', 'echo', 'hi'], says('hi\n')],
    [['exec', '-i', 'web', 'cat'], says('in'), 'in'],
    [['exec', '-e', 'A=1', 'web', 'printenv', 'A'], says('1\n')],
    [['exec', 'web', 'sh', '-c', 'echo err >&2; exit 5'], says('', 5, 'err\n')],
    [['exec', '-d', 'web', 'sleep', '0.01'], says('')],
    [['exec', 'web', 'nosuch'], says(`${noProgram('OCI runtime exec failed: exec failed: ')}\r\n`, 127)],
  ]

  for (const [words, outcome, input] of commands) {
    it(`docker ${words.join(' ')}`, async () => {
      expect(await cli(words, input)).to.deep.equal(outcome)
    })
  }

  it('docker run of a program that is not there', async () => {
    const { code, stderr } = await cli([...run, 'nosuch'])
    const layers = 'failed to create shim task: OCI runtime create failed: runc create failed: '
    const sentence = noProgram(`failed to create task for container: ${layers}`, 'error during container init: ')
    expect([code, stderr.split('\n')[0]]).to.deep.equal([127, `docker: Error response from daemon: ${sentence}`])
  })

  it('docker logs', async () => {
    await cli(['run', '--name', 'three', 'busybox', 'sh', '-c', 'echo one; echo two >&2; echo three'])
    expect(await cli(['logs', 'three'])).to.deep.equal(says('one\nthree\n', 0, 'two\n'))
    expect(await cli(['logs', '--tail', '1', 'three'])).to.deep.equal(says('three\n'))
    expect((await cli(['logs', '-t', '-n', '1', 'three'])).stdout).to.match(/^\S{30} three\n$/)
    await cli(['run', '-d', '--name', 'slow', 'busybox', 'sh', '-c', 'echo a; sleep .3; echo b'])
    expect(await cli(['logs', '-f', 'slow'])).to.deep.equal(says('a\nb\n'))
  })

  it('docker attach and docker wait', async () => {
    await cli(['run', '-d', '--name', 'late', 'busybox', 'sh', '-c', 'sleep 1; echo late; exit 6'])
    const [attached, waited] = await Promise.all([cli(['attach', '--no-stdin', 'late']), cli(['wait', 'late'])])
    expect(attached).to.deep.equal(says('late\n', 6))
    expect(waited).to.deep.equal(says('6\n'))
    expect((await cli(['attach', 'late'])).code).to.equal(1)
  })

  it('docker top', async () => {
    const { stdout, code } = await cli(['top', 'web', '-eo', 'pid,args'])
    expect(code).to.equal(0)
    expect(stdout).to.match(/^PID +COMMAND\n\d+ +sleep infinity\n$/)
  })

  it('docker stats', async () => {
    const format = '{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}'
    const { stdout, code } = await cli(['stats', '--no-stream', '--format', format])
    expect(code).to.equal(0)
    expect(stdout).to.match(/^web \d\.\d\d% [\d.]+KiB \/ 8GiB 1\n$/)
  })

  it('docker run -it on a terminal', async () => {
    const { code, stdout } = await dockerOnTerminal(daemon.address, ['run', '--rm', '-it', 'busybox'], {
      input: 'echo hi\nnosuch\nexit 4\n',
    })
    expect(code).to.equal(4)
    expect(stdout).to.contain('hi\r\n').and.to.contain('sh: nosuch: not found\r\n')
  })

  it('docker exec -it on a terminal', async () => {
    const { code, stdout } = await dockerOnTerminal(daemon.address, ['exec', '-it', 'web', 'id'])
    expect([code, stdout]).to.deep.equal([0, 'uid=0(root) gid=0(root) groups=0(root),10(wheel)\r\n'])
  })
})
