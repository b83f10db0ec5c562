import { open } from './http.js'
import { hold } from './wrong.js'

/** What lanes share: the daemons, what they do in between, and what they leave. */
export class World {
  /** Calls that have not ended. */
  open = new Set()
  #uncertain = { containers: new Set(), images: new Set() }
  #watchers

  /** @param parts `{ stage, gate, pace, weather, tally, seed, watchers }` */
  constructor({ watchers, ...parts }) {
    Object.assign(this, parts)
    this.#watchers = watchers
  }

  /** Containers were created: their creation has to be told of. */
  expect(created) {
    for (const watcher of this.#watchers) for (const { id, since } of created) watcher.expect(id, since)
  }

  /** Removes what a call may have made. What it does not know of may come to be later still. */
  async tidy(call, isKnown) {
    await this.#remove(call)
    if (isKnown) return
    for (const kind of ['containers', 'images']) for (const name of call[kind]) this.#uncertain[kind].add(name)
  }

  /** When nothing is under way any more: removes the rest, and resolves to what is left in words. */
  async sweep() {
    const { containers, images } = this.#uncertain
    await this.#remove({ containers, images })
    containers.clear()
    images.clear()
    const left = [
      ...(await this.#list('/containers/json?all=1')).map(({ Names }) => Names[0]).filter((name) => name !== '/seed'),
      ...(await this.#list('/images/json'))
        .flatMap(({ RepoTags }) => RepoTags)
        .filter((tag) => tag !== 'busybox:latest'),
    ]
    return left.map((name) => `${name} was left over`)
  }

  async #remove({ containers, images }) {
    for (const name of containers) await this.#delete(`/containers/${name}?force=1&v=1`)
    for (const name of images) await this.#delete(`/images/${name}?force=1`)
  }

  async #delete(path) {
    const { status, whole } = await open(this.stage.simulator.unix, `DELETE ${path}`)
    const text = await whole()
    hold([200, 204, 404].includes(status), `DELETE ${path}: ${status} ${text}`)
  }

  async #list(path) {
    const { whole } = await open(this.stage.simulator.unix, `GET ${path}`)
    return JSON.parse((await whole()).toString())
  }
}
