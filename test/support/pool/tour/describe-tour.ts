import { expect } from 'chai'
import { splitWords } from 'libswarm-core'
import { composeMissing } from '../../compose/compose.js'
import {
  docker,
  dockerInShell,
  dockerMissing,
  dockerOnTerminal,
  terminalMissing,
  type DockerResult,
} from '../../docker.js'
import { temporaryFolder } from '../../swarmd.js'
import { containers, ending } from './containers.js'
import { data } from './data.js'
import type { TourStep } from './step.js'
import { whole } from './whole.js'

/** All steps, in their order: each builds on those before it. */
export const tour: readonly TourStep[] = [...containers, ...data, ...whole, ...ending]

/** Why the tour cannot be made here; undefined when it can. */
export function tourMissing(): string | undefined {
  return dockerMissing() ?? terminalMissing() ?? composeMissing()
}

// A `docker` that hangs is one failure, not the end of the tour, in ms.
const limit = 40_000

/**
 * Makes the tour on an endpoint that has `busybox:latest` and nothing that is called `tour…`: a test each step. What
 * is left of it when steps fail is not removed.
 *
 * @param endpoint its address, asked for when the first step begins
 * @param simulated leaves out what simulators do not have
 */
export function describeTour(title: string, endpoint: () => string, simulated = false): void {
  describe(`the tour of docker: ${title}`, function () {
    this.timeout(limit * 2)
    let folder: Awaited<ReturnType<typeof temporaryFolder>>
    before(async () => {
      folder = await temporaryFolder()
    })
    after(() => folder.remove())
    const steps = tour.filter(({ real = false }) => !(real && simulated))
    for (const [index, step] of steps.entries()) {
      it(`${index + 1}: ${step.run.slice(0, 100)}`, () => makeStep(endpoint(), step, folder.path))
    }
    it('has left nothing', () => isClean(endpoint()))
  })
}

async function makeStep(address: string, step: TourStep, cwd: string): Promise<void> {
  const { run, terminal, input, code = 0, says, complains, then = {} } = step
  const options = { cwd, limit, ...(input === undefined ? {} : { input }) }
  const ended = await (terminal
    ? dockerOnTerminal(address, splitWords(run), options)
    : dockerInShell(address, run, options))
  const told = `${run}\n${tell(ended)}`
  expect(ended.code, told).to.equal(code)
  if (says !== undefined) expect(ended.stdout, told).to.match(says)
  if (complains !== undefined) expect(ended.stderr, told).to.match(complains)
  for (const [line, expected] of Object.entries(then)) {
    const after = await dockerInShell(address, line, { cwd, limit })
    expect(after.stdout, `after ${run}: ${line}\n${tell(after)}`).to.match(expected)
  }
}

async function isClean(address: string): Promise<void> {
  const lists = [
    'ps --all --format {{.Names}}',
    'volume ls --quiet',
    'network ls --format {{.Name}}',
    'images --format {{.Repository}}',
  ]
  for (const list of lists) expect((await docker(address, list.split(' '))).stdout, list).to.not.include('tour')
}

function tell({ code, stdout, stderr }: DockerResult): string {
  return `${code}\n${stdout.slice(0, 1000)}\n${stderr.slice(0, 1000)}`
}
