import { open as ask } from '../http.js'
import { startEndpoint } from '../../../dist-test/support/pool/matrix/endpoint.js'
import { startProxies } from '../../../dist-test/support/pool/proxies.js'
import { startSimulators } from '../../../dist-test/support/pool/simulators.js'

const count = 5

/** Starts simulated engines in processes of their own, a proxy in front of each, and a pool of them in a process. */
export async function setStage() {
  const open = []
  const strike = async () => {
    for (const one of open.reverse()) await one[Symbol.asyncDispose]()
  }
  const keep = (one) => {
    open.push(one)
    return one
  }
  try {
    const { engines } = keep(await startSimulators(count, { together: 1 }))
    const { proxies } = keep(await startProxies(engines))
    const children = engines.map(({ name }, index) => [name, proxies[index].address])
    const pool = keep(await startEndpoint(Object.fromEntries(children), undefined))
    return { engines, proxies, pool, strike }
  } catch (thrown) {
    await strike()
    throw thrown
  }
}

/** The names of the nodes of a pool that are ready; none where it does not tell. */
export async function readyNodes({ socketPath }) {
  try {
    const { whole } = await ask({ socketPath }, 'GET /nodes')
    const nodes = JSON.parse((await whole()).toString())
    return nodes.filter(({ Status }) => Status.State === 'ready').map(({ Spec }) => Spec.Name)
  } catch {
    return []
  }
}
