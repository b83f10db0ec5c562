import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { splitWords } from 'libswarm-core'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { docker, dockerMissing, dockerOnTerminal, terminalMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'

const readme = new URL('../plugins/aggregate/README.md', import.meta.url)
const standard = ['aggregate', 'simulator'].map((name) =>
  fileURLToPath(new URL('.', import.meta.resolve(`libswarm-backend-${name}/package.json`))),
)

describeNeeding(dockerMissing() ?? terminalMissing(), 'the first example of the README of aggregate', function () {
  this.timeout(60_000)
  let lines: readonly string[]
  let pool: TestDaemon
  before(async () => {
    const [first = ''] = /(?:^ {4}.*\n)+/m.exec(await readFile(readme, 'utf8')) ?? []
    lines = first.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim())
    const [, spec = ''] = /--backend "(.*)"/.exec(lines[0]!) ?? []
    // What is far away is simulated; one of them has what the example calls `web`, and no port of this machine is taken.
    const simulated = spec
      .replace(/'forward [^']*'/, "'simulator web --ports off'")
      .replace(/'forward [^']*'/, "'simulator --ports off'")
      .replace(/'simulator cache'/, "'simulator cache --ports off'")
    pool = await startTestDaemon({ backends: [simulated], standard })
  })
  after(() => pool?.close())

  it('lists the containers of all, runs one where the scheduler says, and finds one wherever it is', async () => {
    const commands = lines.slice(1).flatMap((line) => /^docker -H \S+ (.*)$/.exec(line)?.[1] ?? [])
    expect(commands.map((command) => command.split(' ')[0])).to.deep.equal(['ps', 'run', 'exec'])
    const [list, run, exec] = commands.map((command) => splitWords(command))
    const listed = await docker(pool.address, list!)
    expect(listed.stdout)
      .to.match(/ web$/m)
      .and.match(/ cache$/m)
    const started = await docker(pool.address, run!)
    expect(started.code, started.stderr).to.equal(0)
    expect((await docker(pool.address, list!)).stdout).to.include(started.stdout.slice(0, 12))
    const entered = await dockerOnTerminal(pool.address, exec!, { input: 'exit 7\n' })
    expect(entered.code, entered.stdout).to.equal(7)
  })
})
