import { execFile, execFileSync } from 'node:child_process'
import { delimiter } from 'node:path'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { freePort, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = await readFile(new URL('../plugins/simulator/README.md', import.meta.url), 'utf8')

/** The block of a recipe, by its heading and the language. */
function blockOf(heading: string, language: string): string {
  const [, section = ''] = readme.split(`\n### ${heading}\n`)
  const [, block] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(section.split('\n### ')[0]!) ?? []
  return block ?? expect.fail(`no recipe "${heading}" in ${language}`)
}

interface Ran {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** Runs a recipe with `swarmd` on the path, and without a proxy, that docker-py and curl take for localhost as well. */
function run(command: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<Ran> {
  const own = Object.entries(process.env).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name))
  const PATH = `${root}node_modules/.bin${delimiter}${process.env['PATH']}`
  const options = { cwd, env: { ...Object.fromEntries(own), PATH, ...env }, timeout: 30_000 }
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 'killed'), stdout, stderr })
    })
  })
}

function missing(sentence: string, command: string, ...args: string[]): string | undefined {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return undefined
  } catch {
    return sentence
  }
}

const curlMissing = missing('curl is not installed', 'curl', '--version')
const pythonMissing = missing('docker-py is not installed', 'python3', '-c', 'import docker')

describe('the recipes of the simulator', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let port: string
  const running: Swarmd[] = []
  const atPort = (text: string): string => text.replaceAll(':4242', `:${port}`)

  beforeEach(async () => {
    folder = await temporaryFolder()
    port = String(await freePort())
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((swarmd) => swarmd.stop('SIGKILL')))
    await folder.remove()
  })

  /** Starts the engine that a comment or the recipe says it needs. */
  const start = async (backend: string): Promise<void> => {
    running.push(await startSwarmd(['--backend', backend, `tcp://127.0.0.1:${port}`], { cwd: folder.path }))
  }

  describeNeeding(dockerMissing(), 'at the beginning', () => {
    it('list what is there, and run something', async () => {
      const blocks = [...readme.split('\n## ')[0]!.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) =>
        atPort(block),
      )
      const [install, begin, ps, echo] = blocks.join('').trim().split('\n')
      expect([install, blocks.length]).to.deep.equal(['npm install --save-dev swarmd', 2])
      const [, backend = ''] = /^npx swarmd --backend '(.*)' tcp/.exec(begin!) ?? []
      await start(backend)
      const { code, stdout, stderr } = await run('sh', ['-ec', `${ps}\n${echo}`], folder.path)
      expect(code, stderr).to.equal(0)
      expect(stdout).to.match(/^CONTAINER ID.*\n.* (web|db)\n.* (web|db)\nhi\n$/)
    })
  })

  describeNeeding(dockerMissing(), 'in a shell', () => {
    it('stop, rename, run and list, and end the engine', async () => {
      const { code, stdout, stderr } = await run('sh', ['-c', blockOf('A shell script', 'sh')], folder.path)
      const lines = ['db', 'ready', 'exit code 3', 'db exited', 'www running']
      expect([code, stdout.trim().split('\n')], stderr).to.deep.equal([0, lines])
    })
  })

  describeNeeding(dockerMissing() ?? curlMissing, 'in CI', () => {
    it('find the engine at each step', async () => {
      const job = blockOf('A CI job', 'yaml')
      const steps = [...job.matchAll(/^ +- run: (.*)$/gm)].map(([, step = '']) => step)
      expect(steps[0]).to.equal('npm install --global swarmd')
      const script = ['set -e', ...steps.slice(1).map(atPort)].join('\n').replace(/ &\n/, ' & trap "kill $!" EXIT\n')
      const [, host = ''] = /DOCKER_HOST: (.*)/.exec(job) ?? []
      const ran = await run('sh', ['-c', script], folder.path, { DOCKER_HOST: atPort(host) })
      expect([ran.code, ran.stdout], ran.stderr).to.deep.equal([0, 'OKrunning\n'])
    })
  })

  describeNeeding(pythonMissing, 'in Python', () => {
    it('pass their assertions', async () => {
      const block = blockOf('Python', 'python')
      const [, backend = ''] = /swarmd --backend '(.*)' tcp/.exec(block) ?? []
      await start(backend)
      const env = { DOCKER_HOST: `tcp://127.0.0.1:${port}` }
      const { code, stderr } = await run('python3', ['-W', 'ignore', '-c', block], folder.path, env)
      expect([code, stderr]).to.deep.equal([0, ''])
    })
  })

  describeNeeding(curlMissing, "in plain HTTP, as Go's client writes it", () => {
    it('create, start, list and stop', async () => {
      await start('simulator --image redis:7')
      const { code, stdout, stderr } = await run('sh', ['-ec', atPort(blockOf('Go', 'sh'))], folder.path)
      const [ping, created, started, listed, ...stopped] = stdout.trim().split('\n')
      expect([code, ping, started, ...stopped], stderr).to.deep.equal([0, 'Api-Version: 1.56', '204', '204', '304'])
      const { Id } = JSON.parse(created!) as { Id: string }
      expect((JSON.parse(listed!) as { Id: string }[]).map((one) => one.Id)).to.deep.equal([Id])
    })
  })
})
