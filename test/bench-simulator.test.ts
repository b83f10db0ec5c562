import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { engineMissing } from './support/engine.js'
import { describeLong } from './support/needs.js'
import { run } from './support/processes.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const script = 'scripts/bench/simulator.js'

describeLong(engineMissing(), 'the benchmark of the simulator, beside a real engine', function () {
  this.timeout(400_000)

  it('measures each of its parts on both', async () => {
    const args = [script, '1', '--small', '--markdown']
    const { code, stdout } = await run(process.execPath, args, { cwd: root, limit: 390_000 })
    const printed = stdout.toString()
    expect(code, printed).to.equal(0)
    const tables = printed.split('\n### ').slice(1)
    const rows = (side: string): number[] =>
      tables.map((table) => table.split('\n').filter((line) => line.includes(`| ${side} |`)).length)
    // lists, lives, exec, events, memory, idle, busy, ping, output, start
    expect({ simulator: rows('simulator'), real: rows('real') }, printed).to.deep.equal({
      simulator: [2, 1, 1, 1, 0, 1, 1, 3, 1, 0],
      real: [1, 1, 1, 1, 0, 1, 1, 3, 1, 0],
    })
    expect(printed).to.not.match(/NaN|Infinity|undefined|not known/)
  })

  it('refuses a word that is none of its parts, and to write some of them over all', async () => {
    const said = async (...words: readonly string[]): Promise<readonly [number | null, string]> => {
      const { code, stderr } = await run(process.execPath, [script, ...words], { cwd: root })
      return [code, stderr.toString()]
    }
    const parts = 'lists, lives, exec, events, memory, idle, busy, ping, output, start'
    expect(await said('pings')).to.deep.equal([2, `pings is none of ${parts}\n`])
    expect((await said('ping', '--write'))[0]).to.equal(2)
  })
})
