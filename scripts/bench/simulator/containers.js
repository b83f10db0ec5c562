import { act } from '../asking.js'

const outside = { HostConfig: { NetworkMode: 'none' } }

/** Creates a container of busybox, and starts it. Resolves to its id. */
export async function startContainer(socketPath, config) {
  const { Id } = await act(socketPath, 'POST /containers/create', { Image: 'busybox', ...outside, ...config })
  await act(socketPath, `POST /containers/${Id}/start`)
  return Id
}

/** Does something for each of some, eight at a time. Resolves to what came of it, in their order. */
export async function forEach(some, work) {
  const results = []
  const left = some.entries()
  const lane = async () => {
    for (const [at, one] of left) results[at] = await work(one)
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  return results
}

/** Starts so many containers. Resolves to their ids. */
export function startContainers(socketPath, count, config) {
  return forEach(Array.from({ length: count }), () => startContainer(socketPath, config))
}

/** Removes containers, whatever they do. */
export async function removeContainers(socketPath, ids) {
  await forEach(ids, (id) => act(socketPath, `DELETE /containers/${id}?force=1`))
}
