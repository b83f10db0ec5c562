import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { engineMissing } from './support/engine.js'
import { describeLong } from './support/needs.js'
import { run } from './support/processes.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const missing = process.platform === 'linux' ? undefined : 'a benchmark looks into /proc'

/** The tables that are printed when so little is measured that it says only whether it can be. */
async function measure(...words: readonly string[]): Promise<{ printed: string; tables: readonly string[] }> {
  const args = ['scripts/bench/forward.js', '1', ...words, '--small', '--markdown']
  const { code, stdout } = await run(process.execPath, args, { cwd: root, limit: 290_000 })
  const printed = stdout.toString()
  expect(code, printed).to.equal(0)
  return { printed, tables: printed.split('\n### ').slice(1) }
}

const rowsOf = (table: string, side: string): number =>
  table.split('\n').filter((line) => line.includes(`| ${side} |`)).length

describeLong(missing, 'the benchmark of forward', function () {
  this.timeout(300_000)

  it('measures each of its parts that want no other program, and says what is not installed', async () => {
    const { printed, tables } = await measure('echo', 'bulk', 'gone', 'memory', 'start')
    const sides = tables.map((table) => rowsOf(table, 'swarmd'))
    expect(sides, printed).to.deep.equal([2, 2, 3, 1, 1])
    const through = ['nginx', 'haproxy', 'http-proxy', 'swarmd', 'swarmd, debug']
    for (const name of through)
      expect(printed).to.satisfy((all: string) => all.includes(`| ${name} |`) !== all.includes(`WITHOUT ${name}: `))
  })

  it('writes no part of the tables over all of them', async () => {
    const { code, stderr } = await run(process.execPath, ['scripts/bench/forward.js', 'echo', '--write'], { cwd: root })
    expect(code).to.equal(2)
    expect(stderr.toString()).to.contain('docs/benchmarks.md would lose those that are not echo')
  })

  it('refuses a word that is none of its parts', async () => {
    const { code, stderr } = await run(process.execPath, ['scripts/bench/forward.js', 'pings'], { cwd: root })
    expect({ code, said: stderr.toString() }).to.deep.equal({
      code: 2,
      said: 'pings is none of calls, new, echo, bulk, gone, memory, start, real\n',
    })
  })
})

const wrkMissing = spawnSync('wrk', ['--version']).error === undefined ? missing : 'wrk is not installed'

describeLong(wrkMissing, 'the benchmark of calls through forward', function () {
  this.timeout(300_000)

  it('measures answers a second, by wrk', async () => {
    // `calls` goes the same way, with six times as many workloads.
    const { printed, tables } = await measure('new')
    expect(
      tables.map((table) => rowsOf(table, 'swarmd')),
      printed,
    ).to.deep.equal([1])
  })
})

describeLong(missing ?? engineMissing(), 'the benchmark of forward on a real engine', function () {
  this.timeout(300_000)

  it('measures calls, an exec and an export', async () => {
    const { printed, tables } = await measure('real')
    expect(
      tables.map((table) => rowsOf(table, 'swarmd')),
      printed,
    ).to.deep.equal([8, 1, 1])
  })
})
