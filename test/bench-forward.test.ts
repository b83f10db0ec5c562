import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describeLong } from './support/needs.js'
import { run } from './support/processes.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const missing = process.platform === 'linux' ? undefined : 'a benchmark looks into /proc'

describeLong(missing, 'the benchmark of forward', function () {
  this.timeout(130_000)

  it('measures each of its parts that want no other program, and says what is not installed', async () => {
    const words = ['1', 'echo', 'bulk', 'gone', 'memory', 'start', '--small', '--markdown']
    const { code, stdout } = await run(process.execPath, ['scripts/bench/forward.js', ...words], {
      cwd: root,
      limit: 120_000,
    })
    const printed = stdout.toString()
    expect(code, printed).to.equal(0)
    const tables = printed.split('\n### ').slice(1)
    const sides = tables.map((table) => table.split('\n').filter((line) => /\| swarmd \|/.test(line)).length)
    expect(sides, printed).to.deep.equal([2, 2, 3, 1, 1])
    const through = ['nginx', 'haproxy', 'http-proxy', 'swarmd', 'swarmd, debug']
    for (const name of through)
      expect(printed).to.satisfy((all: string) => all.includes(`| ${name} |`) !== all.includes(`WITHOUT ${name}: `))
  })

  it('refuses a word that is none of its parts', async () => {
    const { code, stderr } = await run(process.execPath, ['scripts/bench/forward.js', 'pings'], { cwd: root })
    expect({ code, said: stderr.toString() }).to.deep.equal({
      code: 2,
      said: 'pings is none of calls, new, echo, bulk, gone, memory, start, real\n',
    })
  })
})
