import { expect } from 'chai'
import { ManualClock } from './manual-clock.js'
import { runLine, startLine } from './run-line.js'

const words = 'alpha beta gamma\n'

describe('programs about text', () => {
  it('stop where nobody reads any more', async () => {
    const files = { long: words.repeat(100_000) }
    const { stdout, code } = await runLine('grep -n a long | head -n 1', { flavor: 'gnu', files })
    expect({ stdout, code }).to.eql({ stdout: '1:alpha beta gamma\n', code: 0 })
  })

  for (const line of ["grep -o '\\(a*\\)*c' text", "sed -E 's/(a|aa)+$/x/' text", "awk '/(a*)*b/' text"]) {
    it(`come to an end: ${line}`, async () => {
      const files = { text: `${'a'.repeat(100_000)}c\n` }
      expect((await runLine(line, { flavor: 'busybox', files })).code).to.be.below(2)
    })
  }

  for (const line of ['sort -k 2 long', "awk '{ for (i = 0; i < 20; i++) s += i }' long"]) {
    it(`do not hold up the daemon: ${line}`, async () => {
      const files = { long: words.repeat(20_000) }
      let turns = 0
      const count = (): void => {
        turns++
        timer = setImmediate(count)
      }
      let timer = setImmediate(count)
      const { code } = await runLine(line, { flavor: 'busybox', files })
      clearImmediate(timer)
      expect(code).to.be.below(2)
      expect(turns).to.be.above(1)
    })
  }

  it('are killed where they keep more than the container has room for', async () => {
    const { code } = await runLine("awk 'BEGIN { for (;;) a[i++] = i }'", { flavor: 'busybox', files: {} })
    expect(code).to.equal(137)
  })

  it('call functions of awk within each other thousands of times, and leave them by next', async () => {
    const line = "awk 'function f(n) { if (n == 0) next; f(n - 1) } { print; f(5000) }'"
    const { stdout, code } = await runLine(`printf 'a\\nb\\n' | ${line}`, { flavor: 'busybox', files: {} })
    expect({ stdout, code }).to.eql({ stdout: 'a\nb\n', code: 0 })
  })

  it('follow a file as it grows', async () => {
    const clock = new ManualClock()
    const running = startLine('tail -n 1 -f log', { flavor: 'gnu', files: { log: 'one\ntwo\n' }, clock })
    await running.until(() => running.stdout === 'two\n')
    running.append('log', 'three\n')
    await clock.advance(1)
    await running.until(() => running.stdout === 'two\nthree\n')
    running.append('log', 'four\n')
    await clock.advance(1)
    await running.until(() => running.stdout === 'two\nthree\nfour\n')
    running.kill(9)
    expect((await running.ended).code).to.equal(137)
  })

  it('follow a name to another file', async () => {
    const clock = new ManualClock()
    const running = startLine('tail -F log', { flavor: 'gnu', files: { log: 'old\n' }, clock })
    await running.until(() => running.stdout === 'old\n')
    running.files.rename('/work/log', '/work/log.1', running.caller)
    running.append('log', 'new\n')
    await clock.advance(1)
    await clock.advance(1)
    await running.until(() => running.stdout === 'old\nnew\n')
    expect(running.stderr).to.equal("tail: 'log' has been replaced;  following new file\n")
    running.kill(9)
    await running.ended
  })

  it('keep owners, modes, links and times in an archive', async () => {
    const clock = new ManualClock()
    const running = startLine('tar czf a.tgz tree; tar xzf a.tgz -C out; tar tvf a.tgz', {
      flavor: 'busybox',
      files: { 'tree/file': 'text\n', 'out/x': '' },
      clock,
      prepare: (files, caller) => {
        files.chown('/work/tree/file', 7, 8, caller)
        files.chmod('/work/tree/file', 0o4750, caller)
        files.symlink('file', '/work/tree/soft', caller)
        files.link('/work/tree/file', '/work/tree/hard', caller)
        const moment = Date.UTC(2020, 1, 3, 4, 5, 6) * 1000
        files.setTimes('/work/tree/file', { accessed: moment, modified: moment }, caller)
      },
    })
    const { stdout, code } = await running.ended
    expect(code).to.equal(0)
    expect(stdout).to.contain('-rwsr-x--- 7/8 ')
    expect(stdout).to.contain('2020-02-03 04:05:06 tree/')
    const made = running.files.stat('/work/out/tree/file', running.caller)
    expect([made.mode, made.uid, made.gid, made.links]).to.eql([0o4750, 7, 8, 2])
    expect(made.modified).to.equal(Date.UTC(2020, 1, 3, 4, 5, 6) * 1000)
    expect(running.files.stat('/work/out/tree/hard', running.caller).inode).to.equal(made.inode)
    expect(running.files.readLink('/work/out/tree/soft', running.caller)).to.equal('file')
  })

  it('put nothing of an archive elsewhere', async () => {
    const files = { 'in/evil': 'x\n', 'in/deep/a': 'a\n' }
    for (const flavor of ['busybox', 'gnu'] as const) {
      const line = 'tar cPf a.tar -C in/deep ../evil; tar xf a.tar -C in/deep'
      const outcome = await runLine(line, { flavor, files })
      expect(Object.keys(outcome.files)).to.eql(flavor === 'busybox' ? ['a.tar', 'in/deep/evil'] : ['a.tar'])
    }
  })

  it('do not go out of a folder by a link that the archive has made', async () => {
    const running = startLine('tar xf a.tar -C out', {
      flavor: 'gnu',
      files: { 'a.tar': evilLink(), 'out/x': '', 'other/y': '' },
    })
    const { code, files } = await running.ended
    expect(code).to.equal(2)
    expect(Object.keys(files)).to.eql(['out/way'])
  })
})

/** An archive with a symlink to another folder, and a file behind it. */
function evilLink(): string {
  const header = (name: string, type: string, size: number, target: string): string => {
    const fields = [
      name.padEnd(100, '\0'),
      '0000777\0',
      '0000000\0',
      '0000000\0',
      size.toString(8).padStart(11, '0') + '\0',
    ]
    const before = `${fields.join('')}${'00000000000\0'}`
    const after = `${type}${target.padEnd(100, '\0')}ustar\x0000`.padEnd(356, '\0')
    const sum = [...`${before}        ${after}`].reduce((sum, char) => sum + char.charCodeAt(0), 0)
    return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`
  }
  return (
    header('way', '2', 0, '../other') + header('way/file', '0', 2, '') + 'x\n'.padEnd(512, '\0') + '\0'.repeat(1024)
  )
}
