import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { splitWords } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { open } from './support/open.js'
import { run, until } from './support/processes.js'
import { freePort, runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { apply, blocksOf, linkModules } from './support/tutorial.js'

const create = fileURLToPath(new URL('../plugins/template/bin/create.js', import.meta.url))
const blocks = await blocksOf('docs/backends/writing-a-backend.md')
const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'))

/** What the page says a line prints: the text block behind the shell block that ends with it. */
function printed(line: string): string {
  const index = blocks.findIndex(({ language, text }) => language === 'sh' && text.endsWith(`${line}\n`))
  expect(blocks[index + 1], line).to.include({ language: 'text' })
  return blocks[index + 1]!.text
}

describe('docs/backends/writing-a-backend.md', function () {
  this.timeout(120_000)
  const used = new Set<string>()
  const ports = new Map<string, number>()
  let home: Awaited<ReturnType<typeof temporaryFolder>>
  let folder: string
  let service: ChildProcess | undefined
  let swarmd: Swarmd | undefined

  /** The words of a line of the page, with free ports for its own. */
  function words(line: string): readonly string[] {
    expect(lines).to.include(line)
    used.add(line)
    const own = line.replace(/\b(4242|8080|5432)\b/g, (port) => String(ports.get(port)))
    return splitWords(own.replace(/ &$/, ''))
  }
  const npm = (...args: readonly string[]) => {
    const { PATH = '', HOME = '' } = process.env
    return run('npm', args, { cwd: folder, env: { PATH, HOME } })
  }
  const test = async () => {
    const [, ...args] = words('npm test')
    const { code, stdout } = await npm(...args)
    return { code, stdout: stdout.toString() }
  }
  const start = async (line: string) => {
    swarmd = await startSwarmd([...words(line).slice(2), `unix://${socket()}`], { cwd: folder })
  }
  const stop = async () => {
    await swarmd?.stop()
    swarmd = undefined
  }
  const socket = () => join(home.path, 's.sock')
  const target = () => ({ socketPath: undefined, port: ports.get('4242') })
  const states = async () => {
    const list = (await call(target(), 'GET /containers/json?all=1')).json<{ Names: [string]; State: string }[]>()
    return list.map(({ Names: [name], State }) => `${name.slice(1)}: ${State}\n`).join('')
  }

  const made = 'npm init libswarm-backend uptime'
  const installed = 'cd libswarm-backend-uptime && npm install'
  const first = 'npx swarmd --backend . tcp://localhost:4242 &'
  const firstPs = "docker -H tcp://localhost:4242 ps --format '{{.Names}} {{.Status}}'"
  const serves = `node -e "require('node:http').createServer().listen(8080, 'localhost')" &`
  const whole =
    "npx swarmd --backend '. web=localhost:8080 db=localhost:5432 --every 1' --backend 'simulator cache' tcp://localhost:4242 &"
  const ps = "docker -H tcp://localhost:4242 ps --all --format '{{.Names}}: {{.State}}'"
  const inspect = 'docker -H tcp://localhost:4242 inspect --type container nothing'
  const misspelt = "npx swarmd --backend '. web=localhost:8080 --evry 1' tcp://localhost:4242"
  const packed = 'npm pack --dry-run'

  before(async () => {
    home = await temporaryFolder()
    for (const port of ['4242', '8080', '5432']) ports.set(port, await freePort())
    const ended = await run(process.execPath, [create, ...words(made).slice(3)], { cwd: home.path })
    expect(ended.code, ended.stderr.toString()).to.equal(0)
    const [, name = ''] = words(installed)
    folder = join(home.path, name)
    await linkModules(folder)
    expect(await npm('run', 'prepare')).to.include({ code: 0 })
  })
  after(async () => {
    service?.kill()
    await stop()
    await home.remove()
  })

  describe('the package as it is made', () => {
    before(() => start(first))
    after(stop)

    it('answers by plain HTTP', async () => {
      const [one] = (await call(target(), 'GET /containers/json')).json<{ Names: string[]; Status: string }[]>()
      expect(`${one?.Names[0]?.slice(1)} ${one?.Status}\n`).to.equal(printed(firstPs))
    })

    describeNeeding(dockerMissing(), 'with the docker CLI', () => {
      it('is what the page says', async () => {
        const [, , address = '', ...args] = words(firstPs)
        expect(await docker(address, args)).to.deep.equal({ code: 0, stdout: printed(firstPs), stderr: '' })
      })
    })
  })

  describe('the package as the page makes it', () => {
    before(async () => {
      for (const block of blocks.filter(({ place }) => place !== '')) await apply(block, folder)
      const { code, stdout } = await test()
      expect(code, stdout).to.equal(0)
      expect(stdout).to.match(/^(#|ℹ) fail 0$/m)
      const [node = '', ...args] = words(serves)
      expect(node).to.equal('node')
      service = spawn(process.execPath, args, { stdio: 'ignore' })
      await start(whole)
      await until('the service is seen', async () => (await states()).includes('web: running'))
    })
    after(stop)

    it('shows services, and what the next backend has', async () => {
      expect(await states()).to.equal(printed(ps))
    })

    it("says what is not there in Docker's words", async () => {
      const { status, text } = await call(target(), 'GET /containers/nothing/json')
      // The simulator behind it answers, in the same words.
      expect([
        status,
        `Error response from daemon: ${(JSON.parse(text) as { message: string }).message}\n`,
      ]).to.deep.equal([404, printed(inspect)])
    })

    it('refuses what does not fit its options, before it runs', async () => {
      const { code, stderr } = await runSwarmd(words(misspelt).slice(2), { cwd: folder })
      expect([code, stderr]).to.deep.equal([2, printed(misspelt)])
    })

    it('publishes what is run, and no test', async () => {
      const [, ...args] = words(packed)
      const { stdout } = await npm(...args, '--json', '--ignore-scripts')
      const [{ files }] = JSON.parse(stdout.toString()) as [{ files: { path: string }[] }]
      const paths = files.map(({ path }) => path).filter((path) => path.startsWith('dist/'))
      expect(paths.sort()).to.deep.equal(
        ['index.d.ts', 'index.js', 'watch.d.ts', 'watch.js'].map((name) => `dist/${name}`),
      )
    })

    describeNeeding(dockerMissing(), 'with the docker CLI', () => {
      it('is what the page says', async () => {
        const [, , address = '', ...args] = words(ps)
        expect(await docker(address, args)).to.deep.equal({ code: 0, stdout: printed(ps), stderr: '' })
        const unknown = await docker(address, words(inspect).slice(3))
        expect([unknown.code, unknown.stderr]).to.deep.equal([1, printed(inspect)])
      })
    })

    describe('at last', () => {
      it('tells when a service goes down', async () => {
        const events = await open(socket(), 'GET /events')
        const gone = once(service!, 'exit')
        service!.kill()
        await gone
        await until('an event came', () => events.heard().endsWith('\n'))
        expect(JSON.parse(events.heard())).to.deep.include({ Type: 'container', Action: 'die' })
        expect(await states()).to.include('web: exited\n')
        events.sent.destroy()
      })

      it('fails the conformance kit with the sentence of the page where it reads filters too late', async () => {
        const file = join(folder, 'src/index.ts')
        const right = await readFile(file, 'utf8')
        const early = 'const fits = filterOf(engine, job)\n    return eventsOf'
        expect(right).to.include(early)
        const late = 'const fits = (service: Service) => filterOf(engine, job)(service)\n    return eventsOf'
        await writeFile(file, right.replace(early, late))
        const { code, stdout } = await test()
        expect(code).to.equal(1)
        const sentence = blocks.find(
          ({ language, text }) => language === 'text' && text.startsWith('SystemEvents answered'),
        )
        expect(stdout).to.include(sentence!.text.trim())
        await writeFile(file, right)
      })
    })
  })

  describe('as a whole', () => {
    it('has no line that no test here runs', () => {
      // That what was published is found and runs is test/registry.test.ts.
      const elsewhere = ['npm publish', ...(dockerMissing() === undefined ? [] : [firstPs, ps, inspect])]
      expect(lines.filter((line) => !used.has(line) && !elsewhere.includes(line))).to.deep.equal([])
    })
  })
})
