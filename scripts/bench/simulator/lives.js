import { act, ask } from '../asking.js'
import { lifeOfTrue } from '../measures.js'
import { removeContainers, startContainer } from './containers.js'
import { besideReal, least, rateHead, rateRows } from './sides.js'

// How long the least takes that a container and an exec can do. A real engine is asked as it is by its clients, four at a
// time for containers, one after the other for execs.

export const lives = {
  name: 'lives',
  title: 'Lives of true',
  head: rateHead,
  async measure(given) {
    const all = await besideReal(given, async ({ name, socketPath }) => {
      const ms = await lifeOfTrue(socketPath, { count: given.sizes.lives[name], abreast: 4 })
      return { rate: 1000 / ms }
    })
    return rateRows('create, start, wait, remove', all, [least(20, 'rate', 'real')])
  },
}

export const execs = {
  name: 'exec',
  title: 'Execs of true',
  head: rateHead,
  async measure(given) {
    const all = await besideReal(given, async ({ name, socketPath }) => {
      const container = await startContainer(socketPath, { Cmd: ['sleep', '600'] })
      const count = given.sizes.execs[name]
      const start = performance.now()
      for (let done = 0; done < count; done++) await execTrue(socketPath, container)
      const rate = (count * 1000) / (performance.now() - start)
      await removeContainers(socketPath, [container])
      return { rate }
    })
    return rateRows('create, start, read to the end, inspect', all)
  },
}

async function execTrue(socketPath, container) {
  const { Id } = await act(socketPath, `POST /containers/${container}/exec`, { AttachStdout: true, Cmd: ['true'] })
  const { status } = await ask(socketPath, `POST /exec/${Id}/start`, { Detach: false })
  const { ExitCode } = await act(socketPath, `GET /exec/${Id}/json`)
  if (status !== 200 || ExitCode !== 0)
    throw new Error(`an exec of true was answered ${status}, exited with ${ExitCode}`)
}
