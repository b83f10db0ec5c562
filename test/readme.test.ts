import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { splitWords } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { docker, dockerEnvironment, dockerMissing } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeNeeding } from './support/needs.js'
import { findProgram, run as execute } from './support/processes.js'
import { freePort, runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

const composeMissing = (): string | undefined =>
  findProgram('docker-compose') === undefined ? 'docker-compose not installed' : undefined

/** The lines of the README's shell blocks that begin with a word. */
const linesOf = (word: string) =>
  [...readme.matchAll(/```sh\n([^]*?)```/g)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line.startsWith(word))

describe('the README', () => {
  const used = new Set<string>()
  const running: Swarmd[] = []
  const ports = new Map<string, number>()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>

  beforeEach(async () => {
    folder = await temporaryFolder()
    for (const port of ['4242', '1234']) ports.set(port, await freePort())
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((swarmd) => swarmd.stop('SIGKILL')))
    await folder.remove()
  })

  /** A line of the README with free ports for its own, and what else stands for something of the machine. */
  function words(line: string, instead: Readonly<Record<string, string>> = {}): readonly string[] {
    expect(readme, line).to.include(`\n${line}\n`)
    used.add(line)
    const replaced = Object.entries(instead).reduce((text, [from, to]) => text.replaceAll(from, to), line)
    const own = replaced.replace(/:(4242|1234)\b/g, (_, port: string) => `:${ports.get(port)}`)
    return splitWords(own.replace(/ &$/, ''))
  }

  async function start(line: string, instead: Readonly<Record<string, string>> = {}): Promise<Swarmd> {
    const swarmd = await startSwarmd(words(line, instead).slice(2), { cwd: folder.path })
    running.push(swarmd)
    return swarmd
  }

  /** Runs a `docker -H …` line. The CLI takes a relative socket from its own working directory. */
  function run(line: string, input?: string): ReturnType<typeof docker> {
    const [, , address = '', ...args] = words(line)
    const full = address.replace(/^unix:\/\/(?!\/)/, `unix://${folder.path}/`)
    return docker(full, args, input === undefined ? {} : { input })
  }

  const tcp = () => ({ socketPath: undefined, port: ports.get('4242') })
  const unix = (name: string) => ({ socketPath: join(folder.path, name), port: undefined })
  const names = async (target: Parameters<typeof call>[0]) =>
    (await call(target, 'GET /containers/json'))
      .json<{ Names: string[] }[]>()
      .flatMap((one) => one.Names)
      .sort()

  const empty = 'npx swarmd tcp://localhost:4242 &'
  const simulated = 'npx swarmd --backend simulator tcp://localhost:4242 &'
  const several = 'npx swarmd tcp://localhost:4242 tcp://0.0.0.0:1234 unix://swarmd.sock &'
  const debug = 'npx swarmd --backend debug tcp://localhost:4242 &'
  const three = "npx swarmd --backend 'simulator container1 container2 container3' tcp://localhost:4242 &"
  const first = "npx swarmd --backend 'simulator myapp' unix://a.sock &"
  const second = "npx swarmd --backend 'forward unix://a.sock' unix://b.sock &"
  const watched = "npx swarmd --backend debug --backend 'forward unix:///var/run/docker.sock' unix://watched.sock &"
  const info = 'docker -H tcp://localhost:4242 info'
  const ps = 'docker -H tcp://localhost:4242 ps'
  const echo = 'docker -H tcp://localhost:4242 run --rm busybox echo hi'
  const pull = 'docker -H tcp://localhost:4242 pull redis:7'
  const cache = 'docker -H tcp://localhost:4242 run -d --name cache redis:7'
  const exec = "docker -H tcp://localhost:4242 exec cache sh -c 'exit 3'"
  const composeLines = ['docker-compose up -d', 'docker-compose ps', 'docker-compose down --volumes']
  const forwarded = 'docker -H unix://b.sock ps'
  const exits = "docker -H unix://watched.sock run --rm -i busybox sh -c 'cat; exit 7'"

  describe('by plain HTTP', () => {
    it('no backend: a simulated engine, empty', async () => {
      const swarmd = await start(empty)
      expect(swarmd.stderr()).to.match(/^swarmd: no --backend given: simulating an empty Docker Engine in memory\n/)
      expect((await call(tcp(), 'GET /info')).json()).to.include({ Containers: 0 })
    })

    it('several addresses at once, with a warning for the one off loopback', async () => {
      const swarmd = await start(several)
      for (const target of [tcp(), { socketPath: undefined, port: ports.get('1234') }, unix('swarmd.sock')]) {
        expect((await call(target, 'GET /_ping')).text).to.equal('OK')
      }
      expect(swarmd.stderr()).to.match(/warning: tcp:\/\/0\.0\.0\.0:\d+ is reachable .*nothing real is behind it\n/)
    })

    it('debug alone answers OK, and shows the call', async () => {
      const swarmd = await start(debug)
      expect(await call(tcp(), 'GET /containers/json?all=1')).to.include({ status: 200, text: '[]\n' })
      expect(swarmd.stdout()).to.match(/--> ContainerList containers \?all=1/)
    })

    it('three containers, so named, running', async () => {
      await start(three)
      expect(await names(tcp())).to.deep.equal(['/container1', '/container2', '/container3'])
    })

    it('one endpoint in front of another', async () => {
      await start(first)
      await start(second)
      expect(await names(unix('b.sock'))).to.deep.equal(['/myapp'])
    })

    it('the same from a config file', async () => {
      const [, config = ''] = /`\.swarmdrc\.yaml`:\n\n```yaml\n([^]*?)```/.exec(readme) ?? []
      await writeFile(join(folder.path, '.swarmdrc.yaml'), config)
      const { stdout } = await runSwarmd(words('npx swarmd config').slice(2), { cwd: folder.path })
      expect(stdout).to.match(/^backends +debug --quiet +\.swarmdrc\.yaml:2:1\n +simulator web db$/m)
      await start('npx swarmd &')
      expect(await names(unix('swarmd.sock'))).to.deep.equal(['/db', '/web'])
    })

    it('what answers what', async () => {
      const operations = await runSwarmd(words('npx swarmd operations').slice(2), { cwd: folder.path })
      expect(operations.stdout).to.match(/^ContainerList .* simulator$/m)
      const plugins = await runSwarmd(words('npx swarmd plugins list').slice(2), { cwd: folder.path })
      expect(plugins.stdout).to.match(/^simulator .* standard /m)
      const line = "npx swarmd plugins inspect 'simulator web'"
      const inspected = await runSwarmd(words(line).slice(2), { cwd: folder.path })
      expect(inspected.stdout).to.match(/^ContainerList .* \/containers\/json$/m)
      const doctor = await runSwarmd(words('npx swarmd plugins doctor').slice(2), { cwd: folder.path })
      expect(doctor.stdout).to.match(/^ok +answer +SystemPing is answered with 200 \(simulator\)$/m)
    })

    it('whether it is alive and ready, and metrics', async () => {
      await start('npx swarmd --admin tcp://localhost:1234 tcp://localhost:4242 &')
      const [, address = ''] = words('curl http://localhost:1234/ready')
      const paths = [new URL(address).pathname, '/health', '/metrics']
      const admin = { socketPath: undefined, port: ports.get('1234') }
      for (const path of paths) expect((await call(admin, `GET ${path}`)).status, path).to.equal(200)
    })

    it('a backend in one command, without a registry', async () => {
      const [, , , ...args] = words('npm init libswarm-backend mine')
      const without = `node plugins/template/bin/create.js ${args.join(' ')}`
      expect(readme).to.include(`\`${without}\``)
      const [, file = '', ...rest] = splitWords(without)
      const { code, stdout } = await execute(process.execPath, [join(root, file), ...rest], { cwd: folder.path })
      expect([code, stdout.toString().split(' (')[0]]).to.deep.equal([
        0,
        'Made libswarm-backend-mine in libswarm-backend-mine',
      ])
    })

    it('a backend in one screen', async () => {
      const [, manifest = ''] = /```json\n([^]*?)```/.exec(readme) ?? []
      const [, source = ''] = /and `index\.ts`[^]*?```ts\n([^]*?)```/.exec(readme) ?? []
      await mkdir(join(folder.path, 'mine'))
      await writeFile(join(folder.path, 'mine/package.json'), manifest)
      await writeFile(join(folder.path, 'mine/index.ts'), source)
      // A clone has what npm installed.
      await symlink(join(root, 'node_modules'), join(folder.path, 'node_modules'))
      const [, , ...compile] = words('npx tsc --ignoreConfig --module nodenext --target es2023 mine/index.ts')
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const compiled = await execute(process.execPath, [tsc, ...compile], { cwd: folder.path })
      expect(compiled.stdout.toString()).to.equal('')
      const swarmd = await start('npx swarmd --backend ./mine --backend simulator tcp://localhost:4242')
      expect(await names(tcp())).to.deep.equal(['/mine'])
      expect((await call(tcp(), 'GET /info')).status).to.equal(200)
      expect(swarmd.stderr()).to.include('swarmd: [mine] somebody wants to see what runs\n')
    })
  })

  describeNeeding(dockerMissing(), 'with the docker CLI', () => {
    it('no backend: docker info', async () => {
      await start(empty)
      const { code, stdout } = await run(info)
      expect(stdout).to.match(/^ Containers: 0\n/m)
      expect(code).to.equal(0)
    })

    it('a simulated engine: docker run and pull', async () => {
      await start(simulated)
      const { code, stdout, stderr } = await run(echo)
      expect([code, stdout]).to.deep.equal([0, 'hi\n'])
      expect(stderr).to.match(/^Unable to find image 'busybox:latest' locally\nlatest: Pulling from library\/busybox\n/)
      expect((await run(pull)).stdout).to.match(/^Status: Downloaded newer image for redis:7$/m)
      expect((await run(cache)).stdout).to.match(/^[0-9a-f]{64}\n$/)
      expect(await run(exec)).to.deep.equal({ code: 3, stdout: '', stderr: '' })
      expect((await run(ps)).stdout).to.match(/ redis:7 .* Up .* 6379\/tcp +cache\n$/)
    })

    it('debug alone: docker info and ps print something sensible', async () => {
      await start(debug)
      expect((await run(info)).code).to.equal(0)
      expect(await run(ps)).to.deep.equal({
        code: 0,
        stdout: 'CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\n',
        stderr: '',
      })
    })

    it('three containers: docker ps', async () => {
      await start(three)
      const { code, stdout } = await run(ps)
      expect(code).to.equal(0)
      expect(
        stdout
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(/\s+/).at(-1))
          .sort(),
      ).to.deep.equal(['container1', 'container2', 'container3'])
    })

    it('one endpoint in front of another: docker ps', async () => {
      await start(first)
      await start(second)
      expect((await run(forwarded)).stdout).to.match(/^CONTAINER ID[^\n]*\n[^\n]+ myapp\n$/)
    })
  })

  describeNeeding(composeMissing(), 'with docker-compose', function () {
    this.timeout(60_000)

    it('a simulated engine: up, ps and down', async () => {
      const [, services = ''] = /`compose\.yaml`:\n\n```yaml\n([^]*?)```/.exec(readme) ?? []
      await writeFile(join(folder.path, 'compose.yaml'), services.replace("'8080:", `'${await freePort()}:`))
      await start(simulated)
      const [, address = ''] = words('export DOCKER_HOST=tcp://localhost:4242')[1]!.split('=')
      const env = { ...dockerEnvironment(address, folder.path), COMPOSE_PROJECT_NAME: 'app' }
      const compose = async (line: string): Promise<string> => {
        const args = words(line).slice(1)
        const { code, stdout, stderr } = await execute(findProgram('docker-compose')!, args, { env, cwd: folder.path })
        expect(code, stderr.toString()).to.equal(0)
        return stdout.toString()
      }
      const [up = '', list = '', down = ''] = composeLines
      await compose(up)
      // The first docker-compose writes the names with underscores.
      const found = (await names(tcp())).map((name) => name.replaceAll('_', '-'))
      expect(found).to.deep.equal(['/app-db-1', '/app-web-1'])
      expect(await compose(list))
        .to.match(/app.db.1 /)
        .and.match(/app.web.1 /)
      await compose(down)
      expect(await names(tcp())).to.deep.equal([])
    })
  })

  describeNeeding(dockerMissing() ?? engineMissing(), 'with a real Docker Engine', function () {
    this.timeout(60_000)
    let engine: TestEngine
    before(async () => void (engine = await startEngine()))
    after(() => engine.close())

    it('debug and forward: docker run works as without them', async () => {
      const swarmd = await start(watched, { 'unix:///var/run/docker.sock': engine.address })
      expect(await run(exits, 'from stdin\n')).to.deep.equal({ code: 7, stdout: 'from stdin\n', stderr: '' })
      for (const job of ['create', 'attach', 'wait', 'start']) expect(swarmd.stdout()).to.include(` ${job} `)
    })
  })

  it('composes in a program as it says', async () => {
    const [, source = ''] = /## Use it in a program[^]*?```ts\n([^]*?)```/.exec(readme) ?? []
    const program = join(root, 'swarmd', `readme-${process.pid}.mjs`)
    // From inside the package that has the backends for dependencies.
    await writeFile(program, source)
    try {
      const { code, stdout, stderr } = await execute(process.execPath, [program], { cwd: join(program, '..') })
      expect(stderr.toString()).to.equal('')
      expect(stdout.toString())
        .to.match(/ContainerList/)
        .and.match(/Names: \[ '\/web' \]/)
        .and.match(/\[ 'tcp:\/\/127\.0\.0\.1:\d+' \]\n$/)
      expect(code).to.equal(0)
    } finally {
      await rm(program)
    }
  })

  describe('as a whole', () => {
    it('says nothing about swarmd or docker that no test here runs', () => {
      const engine = (engineMissing() ?? dockerMissing()) === undefined
      const skipped = [
        ...(engine ? [] : [watched, exits]),
        ...(dockerMissing() === undefined ? [] : [info, ps, forwarded, echo, pull, cache, exec]),
        ...(composeMissing() === undefined ? [] : composeLines),
      ]
      const lines = ['npx ', 'curl ', 'docker ', 'docker-compose ', 'npm init'].flatMap(linesOf)
      expect(lines).to.have.length.greaterThan(10)
      expect(lines.filter((line) => !used.has(line) && !skipped.includes(line))).to.deep.equal([])
    })
  })
})
