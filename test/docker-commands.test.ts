import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { createDebug } from 'libswarm-backend-debug'
import { install as forward } from 'libswarm-backend-forward'
import { splitWords } from 'libswarm-core'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { files, steps, type Step } from './support/command-table.js'
import { docker, dockerMissing, dockerOnTerminal, terminalMissing, type DockerResult } from './support/docker.js'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeNeeding } from './support/needs.js'

const missing = engineMissing() ?? dockerMissing() ?? terminalMissing()

describeNeeding(missing, 'docker commands through debug and forward', function () {
  this.timeout(240_000)
  let engine: TestEngine
  let daemon: TestDaemon
  let direct: readonly DockerResult[]
  let through: readonly DockerResult[]

  before(async () => {
    engine = await startEngine()
    daemon = await startTestDaemon({
      backends: [
        { name: 'debug', install: createDebug(() => undefined), options: { quiet: true, v: false } },
        { name: 'forward', install: forward, options: { address: engine.address } },
      ],
    })
    direct = await runAll(engine.address)
    await clear(engine.address)
    through = await runAll(daemon.address)
  })

  after(async () => {
    await daemon?.close()
    await engine?.close()
  })

  steps.forEach((step, index) => {
    it(`docker ${step.command}`, () => {
      expect(comparable(step, through[index]!)).to.deep.equal(comparable(step, direct[index]!))
      const { code, stderr } = through[index]!
      if (step.fails === true) expect(code).not.to.equal(0)
      else expect(code, stderr).to.equal(step.code ?? 0)
    })
  })
})

/** Runs the commands one after the other in a working directory of their own. */
async function runAll(address: string): Promise<readonly DockerResult[]> {
  const cwd = await mkdtemp(join(tmpdir(), 'commands-'))
  const began = seconds()
  const results: DockerResult[] = []
  try {
    await writeFiles(cwd)
    for (const { command, input = '', terminal } of steps) {
      const timed = command.replaceAll('%began%', began).replaceAll('%now%', seconds())
      const words = splitWords(timed)
      const result =
        terminal === true ? dockerOnTerminal(address, words, { cwd }) : docker(address, words, { cwd, input })
      results.push(await result)
    }
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
  return results
}

function seconds(): string {
  return (Date.now() / 1000).toFixed(3)
}

async function writeFiles(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
    // Archives hold the times of files, and the builder's cache goes by them.
    await utimes(path, 1_000_000_000, 1_000_000_000)
  }
}

/** Leaves the engine as it was: `busybox:latest` and nothing else. */
async function clear(address: string): Promise<void> {
  const list = async (...args: string[]) => (await docker(address, args)).stdout.split('\n').filter((id) => id !== '')
  const kept = await list('images', '--quiet', '--no-trunc', 'busybox:latest')
  const containers = await list('ps', '--all', '--quiet')
  if (containers.length > 0) await docker(address, ['rm', '--force', ...containers])
  // An image goes after those that were made from it.
  for (let images = ['']; images.length > 0;) {
    images = [...new Set(await list('images', '--all', '--quiet', '--no-trunc'))].filter((id) => !kept.includes(id))
    if (images.length > 0) await docker(address, ['rmi', '--force', ...images])
  }
  await docker(address, ['system', 'prune', '--force', '--volumes'])
}

/** A result without what differs from one run to the next. */
function comparable({ mask, sorted }: Step, { code, stdout, stderr }: DockerResult): DockerResult {
  const masked = (text: string) => normalise(mask === undefined ? text : text.replace(mask, ''))
  const lines = masked(stdout).split('\n')
  return { code, stdout: (sorted === true ? lines.sort() : lines).join('\n'), stderr: masked(stderr) }
}

function normalise(text: string): string {
  return differing.reduce((changed, [what, name]) => changed.replace(what, name), text)
}

const differing: readonly (readonly [what: RegExp, name: string])[] = [
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/\b[0-9a-f]{12}\b/g, '<id>'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d\d:?\d\d( [A-Z]+)?)?/g, '<time>'],
  [/\b(Less than a second|About an? \w+|\d+ (seconds?|minutes?|hours?))\b/gi, '<while>'],
  [/\bcommands-\w{6}\b/g, '<folder>'],
  [/"Pid": \d+/g, '"Pid": <pid>'],
  // Columns are as wide as their widest cell.
  [/ {2,}/g, '  '],
]
