import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { expect } from 'chai'
import { runSwarmd, swarmdBin, temporaryFolder } from './support/swarmd.js'

describe('a command line that is wrong is one line and exit code 2, and opens nothing', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  before(async () => void (folder = await temporaryFolder()))
  after(() => folder.remove())

  /** The line that is printed, without `swarmd: `. */
  async function refused(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runSwarmd(args, { cwd: folder.path })
    const [, line, ...rest] = /^swarmd: (.*)\n(.*)$/.exec(stderr) ?? []
    expect([code, stdout, rest], stderr.slice(0, 1000)).to.deep.equal([2, '', ['']])
    expect(await readdir(folder.path)).to.deep.equal([])
    return line!
  }

  it('no address: the usage (row 1)', async () => {
    expect(await refused()).to.match(/^no address to listen on is given \(usage: swarmd \[address\.\.\.\] \[--backend /)
  })

  it('what is no address, with what would be one (row 10)', async () => {
    for (const text of ['http://x', 'npipe://x', 'tcp:/x', 'TCP://x:1', 'fd:']) {
      const line = await refused(text)
      expect(line).to.include(`unsupported address ${JSON.stringify(text)}: `)
      expect(line).to.match(/ use tcp:\/\/host:port or unix:\/\/path$/)
    }
    for (const text of ['x', '']) {
      expect(await refused(text)).to.equal(
        `${JSON.stringify(text)} is neither a command nor an address: an address is tcp://host:port or unix://path`,
      )
    }
    for (const text of ['fd://2', 'fd://a:b']) {
      expect(await refused(text)).to.include(`invalid address ${JSON.stringify(text)}: `)
    }
  })

  it('an unknown option, one without its value, one twice (row 23)', async () => {
    const address = 'unix://a.sock'
    expect(await refused('--nosuch', address)).to.match(/^unknown option "--nosuch" \(usage: /)
    expect(await refused(address, '--backend')).to.match(/^--backend needs a value/)
    expect(await refused('--backend', '', address)).to.match(/^--backend needs a value/)
    expect(await refused('--log-level', 'info', '--log-level', 'info', address)).to.match(/^--log-level is given twice/)
    expect(await refused('--insecure-tcp', '--insecure-tcp', address)).to.match(/^--insecure-tcp is given twice/)
    expect(await refused('--socket-mode=0660', '--socket-mode', '0660', address)).to.match(
      /^--socket-mode is given twice/,
    )
  })

  it('an argument as long as there can be one, its middle left out (row 24)', async () => {
    // What one argument may have in Linux (MAX_ARG_STRLEN), without the NUL at its end.
    const long = (start: string) => start + 'a'.repeat(131_071 - start.length)
    const lines = [
      await refused(long('')),
      await refused(long('tcp://')),
      await refused(long('unix://')),
      await refused(long('--')),
      await refused(long('--log-level='), 'unix://a.sock'),
      await refused('--backend', long('forward unix:///'), 'unix://a.sock'),
    ]
    for (const line of lines) expect(line).to.have.length.within(3000, 5000).and.match(/a … a/)
  })

  it('control characters and escape sequences, escaped (row 24)', async () => {
    const hostile = '\u001b[31m\r\n\u0007\u009b'
    const lines = [
      await refused(hostile),
      await refused(`tcp://${hostile}`),
      await refused(`fd://${hostile}`),
      await refused(`--${hostile}`),
      await refused('--log-level', hostile, 'unix://a.sock'),
      await refused('--backend', hostile, 'unix://a.sock'),
      await refused('--backend', `simulator ${hostile}`, 'unix://a.sock'),
      await refused('operations', hostile),
    ]
    for (const line of lines) {
      expect(line).to.not.match(/[\u0000-\u001f\u007f-\u009f]/)
      expect(line).to.match(/\\u001b|\\x1b/)
    }
  })

  it('an argument that is no UTF-8, escaped; behind a NUL there is none (row 24)', async () => {
    for (const [words, shown] of [
      [`"$(printf '\\377\\376')"`, '"\\ufffd\\ufffd"'],
      [`"unix://$(printf 'a\\377')"`, '"unix://a\\ufffd"'],
      [`--backend "$(printf '\\303')" unix://a.sock`, '"\\ufffd"'],
    ] as const) {
      const child = spawn('sh', ['-c', `exec "$0" "$1" ${words}`, process.execPath, swarmdBin], { cwd: folder.path })
      let stderr = ''
      child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
      expect(await new Promise((resolve) => child.once('close', resolve))).to.equal(2)
      expect(stderr).to.equal(`swarmd: the argument ${shown} is not valid UTF-8\n`)
    }
    expect(await readdir(folder.path)).to.deep.equal([])
    // Node gives no program such an argument, and execve(2) could not.
    expect(() => spawn(process.execPath, [swarmdBin, 'unix://a\0b'])).to.throw(/null bytes/)
  })
})
