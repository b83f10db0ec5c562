import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFaultProxy } from 'libswarm-core/testing'
import { startDaemon } from './daemon.js'

/** The name of the container that is there all the time. */
export const seed = 'seed'

/** Starts the two daemons: a simulated engine, and one that forwards to it through a proxy whose way fails. */
export async function setStage(backends) {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'))
  const at = (name) => join(folder, name)
  const open = []
  const strike = async () => {
    for (const close of open.reverse()) await close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const inFront = [...backends, `simulator ${seed} --pull-speed 200MB`].flatMap((spec) => ['--backend', spec])
    const simulator = await startDaemon('simulator', inFront, at('simulator.sock'))
    open.push(simulator.stop)
    const between = await startFaultProxy({ to: simulator.address, listen: `unix://${at('between.sock')}` })
    open.push(between.close)
    const forward = await startDaemon('forward', ['--backend', `forward ${between.address}`], at('forward.sock'))
    open.push(forward.stop)
    return { simulator, forward, between, strike }
  } catch (thrown) {
    await strike()
    throw thrown
  }
}
