import { readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { install } from 'libswarm-backend-simulator'
import { startDaemon } from 'libswarm-core/testing'
import { run } from './support/processes.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = ['core/README.md', 'docs/backends/fault-proxy.md'].map((page) => readFile(join(root, page), 'utf8'))
const documented = (await Promise.all(pages)).join('\n')
const simulator = { name: 'simulator', install, options: { name: ['web'] }, simulated: true }

interface Client {
  listContainers(): Promise<{ Names: string[] }[]>
  getContainer(id: string): { stop(): Promise<void> }
}
const Docker = createRequire(import.meta.url)('dockerode') as new (options: object) => Client

describe('a Docker Engine inside a test', () => {
  for (const tcp of [false, true]) {
    it(`is there for dockerode on ${tcp ? 'TCP' : 'a Unix socket'} until it is let go`, async () => {
      let docker: Client
      {
        await using daemon = await startDaemon({ backends: [simulator], tcp })
        const { socketPath, host, port } = daemon
        expect(daemon.address).to.equal(tcp ? `tcp://${host}:${port}` : `unix://${socketPath}`)
        docker = new Docker(tcp ? { host, port } : { socketPath })
        expect((await docker.listContainers()).flatMap(({ Names }) => Names)).to.deep.equal(['/web'])
        await docker.getContainer('web').stop()
        expect(await docker.listContainers()).to.deep.equal([])
      }
      const failure = await docker.listContainers().catch((thrown: NodeJS.ErrnoException) => thrown.code)
      expect(failure).to.be.oneOf(['ECONNREFUSED', 'ENOENT'])
    })
  }
})

const examples: Readonly<Record<string, RegExp>> = {
  'the README of the core: A Docker Engine inside a test': /## A Docker Engine inside a test[^]*?```js\n([^]*?)```/,
  'the README of the core: The conformance kit': /## The conformance kit[^]*?```js\n([^]*?)```/,
  'docs/backends/fault-proxy.md': /^# A way that fails[^]*?```js\n([^]*?)```/m,
}

describe('the examples of libswarm-core/testing', function () {
  this.timeout(60_000)
  for (const [index, [title, pattern]] of Object.entries(examples).entries()) {
    it(`run as they stand: ${title}`, async () => {
      const [, source = ''] = pattern.exec(documented) ?? []
      // From inside the package that has the backends for dependencies.
      const program = join(root, 'swarmd', `readme-testing-${process.pid}-${index}.mjs`)
      await writeFile(program, source)
      try {
        const { code, stdout } = await run(process.execPath, ['--test-reporter', 'tap', program], {
          cwd: join(program, '..'),
        })
        expect(stdout.toString()).to.match(/^# fail 0$/m)
        expect(stdout.toString()).to.match(/^# pass [1-9]\d*$/m)
        expect(code).to.equal(0)
      } finally {
        await rm(program)
      }
    })
  }
})

describe('docs/backends/support.md', () => {
  it('is what the standard backends do; `npm run docs` makes it anew', async () => {
    const { stdout } = await run(process.execPath, ['scripts/support-tables.js', '--print'], { cwd: root })
    expect(stdout.toString()).to.equal(await readFile(join(root, 'docs/backends/support.md'), 'utf8'))
  })
})

describe("the table of the simulator's README", () => {
  it('is what it does; `npm run docs` makes it anew', async () => {
    const { stdout } = await run(process.execPath, ['scripts/support-tables.js', '--print-readme'], { cwd: root })
    expect(stdout.toString()).to.equal(await readFile(join(root, 'plugins/simulator/README.md'), 'utf8'))
  })
})

describe("the table of aggregate's README", () => {
  it('is the column of its code; `npm run docs` makes it anew', async () => {
    const { stdout } = await run(process.execPath, ['scripts/support-tables.js', '--print-ways'], { cwd: root })
    expect(stdout.toString()).to.equal(await readFile(join(root, 'plugins/aggregate/README.md'), 'utf8'))
  })
})
