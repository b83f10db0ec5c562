import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describeLong } from './support/needs.js'
import { run } from './support/processes.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const script = 'scripts/bench/aggregate.js'
const missing = process.platform === 'linux' ? undefined : 'a benchmark looks into /proc'

describeLong(missing, 'the benchmark of the aggregate', function () {
  this.timeout(130_000)

  it('starts simulated engines, and says what they take', async () => {
    const args = [script, '1', 'nodes', '--small', '--markdown']
    const { code, stdout } = await run(process.execPath, args, { cwd: root, limit: 120_000 })
    const printed = stdout.toString()
    expect(code, printed).to.equal(0)
    expect(printed).to.match(/^\| 3 \| 9 \| \d+ \| \d+ \| \d+ \| \d+ \|$/m)
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
