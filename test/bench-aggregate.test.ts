import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describeLong } from './support/needs.js'
import { run } from './support/processes.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const script = 'scripts/bench/aggregate.js'
const missing = process.platform === 'linux' ? undefined : 'a benchmark looks into /proc'

describeLong(missing, 'the benchmark of the aggregate', function () {
  this.timeout(300_000)

  it('measures what reads and what runs, the start, and the nodes themselves', async () => {
    const args = [script, '1', 'nodes', 'start', 'reads', 'runs', '--small', '--markdown']
    const { code, stdout } = await run(process.execPath, args, { cwd: root, limit: 290_000 })
    const printed = stdout.toString()
    expect(code, printed).to.equal(0)
    const tables = printed.split('\n### ').slice(1)
    const rows = (side: string): number[] =>
      tables.map((table) => table.split('\n').filter((line) => line.includes(`| ${side} |`)).length)
    const sides = [
      'aggregate',
      'aggregate with a cache',
      'fan-out',
      'merge',
      'the node',
      'Swarm 1.0, 4 cores, published',
    ]
    expect(Object.fromEntries(sides.map((side) => [side, rows(side)])), printed).to.deep.equal({
      aggregate: [0, 1, 4, 1],
      'aggregate with a cache': [0, 1, 4, 1],
      'fan-out': [0, 0, 2, 0],
      merge: [0, 0, 2, 0],
      'the node': [0, 0, 2, 1],
      'Swarm 1.0, 4 cores, published': [0, 0, 1, 1],
    })
    expect(printed).to.match(/^\| 3 \| 9 \| \d+ \| \d+ \| \d+ \| \d+ \|$/m)
    expect(printed).to.not.match(/NaN|Infinity|undefined|not known|cannot/)
  })

  it('refuses a word that is none of its parts, and to write some of them over all', async () => {
    const said = async (...words: readonly string[]): Promise<readonly [number | null, string]> => {
      const { code, stderr } = await run(process.execPath, [script, ...words], { cwd: root })
      return [code, stderr.toString()]
    }
    expect(await said('pings')).to.deep.equal([2, 'pings is none of nodes, start, reads, runs, events\n'])
    expect((await said('reads', '--write'))[0]).to.equal(2)
  })
})
