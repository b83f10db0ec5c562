import { call } from 'libswarm-core/testing'
import { ask, placeOf } from '../load/ask.js'
import type { Endpoint } from './endpoint.js'
import type { Subject } from './row.js'

interface Listed {
  readonly Id: string
}

/** Whether a pool lists the containers with a label that its engines list, each once. */
export async function agree(endpoint: Endpoint, engines: readonly Subject[], label: string): Promise<boolean> {
  const path = `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`
  const [whole, ...parts] = await Promise.all([
    call({ socketPath: endpoint.socketPath, port: undefined }, `GET ${path}`),
    ...engines.map(({ address }) => ask(placeOf(address), `GET ${path}`, 30_000)),
  ])
  return (
    idsOf(whole.text).join() ===
    parts
      .flatMap(({ text }) => idsOf(text))
      .sort()
      .join()
  )
}

const idsOf = (text: string) => (JSON.parse(text) as Listed[]).map(({ Id }) => Id).sort()
