import { call } from 'libswarm-core/testing'
import type { Endpoint } from './endpoint.js'

/** Somebody who looks at the state of a node again and again. */
export interface NodeWatch extends AsyncDisposable {
  /** As it was last seen; undefined before. */
  state(): string | undefined
  /** When it was first seen so, as `performance.now()` tells it. */
  first(state: string): number | undefined
  /** How often it has changed. */
  changes(): number
}

interface Listed {
  readonly Spec: { readonly Name: string }
  readonly Status: { readonly State: string }
}

const every = 50

/** Watches a node of a pool. */
export function watchNode({ socketPath }: Endpoint, name: string): NodeWatch {
  const seen: { readonly state: string; readonly at: number }[] = []
  let isOver = false
  const look = async () => {
    const nodes = (await call({ socketPath, port: undefined }, 'GET /nodes')).json<Listed[]>()
    const { State } = nodes.find(({ Spec }) => Spec.Name === name)!.Status
    if (seen.at(-1)?.state !== State) seen.push({ state: State, at: performance.now() })
  }
  const watching = (async () => {
    while (!isOver) {
      await look()
      await new Promise((resolve) => setTimeout(resolve, every))
    }
  })()
  watching.catch(() => undefined)
  return {
    state: () => seen.at(-1)?.state,
    first: (state) => seen.find((one) => one.state === state)?.at,
    changes: () => Math.max(0, seen.length - 1),
    [Symbol.asyncDispose]: () => {
      isOver = true
      return watching
    },
  }
}
