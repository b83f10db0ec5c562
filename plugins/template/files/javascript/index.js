// @ts-check
import { createHash } from 'node:crypto'

/** @import { Answer, Install } from 'libswarm-core' */
/** @typedef {Answer<'ContainerList'>[number]} Container */
/** @typedef {{ readonly name: readonly string[] }} Options The options that `package.json` declares, checked by swarmd. */

/**
 * Shows running containers of the names it is given. What has no handler here goes to `engine.next`, the backend behind
 * this one; where there is none, the client gets a 501.
 * @type {Install<Options>}
 */
export const install = (engine, options) => {
  const containers = options.name.map(toContainer)

  engine.register('ContainerList', ({ query }) => {
    const wanted = Object.entries(query.filters ?? {})
    const unknown = wanted.find(([key]) => !Object.hasOwn(filters, key))
    if (unknown !== undefined) throw engine.error('InvalidParameter', `invalid filter '${unknown[0]}'`)
    return containers.filter((container) =>
      wanted.every(([key, values]) => values.some((value) => filters[key]?.(container, value))),
    )
  })

  engine.register('SystemInfo', () => {
    const { length } = containers
    return { ID: engine.name, Name: engine.name, OSType: 'linux', Containers: length, ContainersRunning: length }
  })
}

/** The filters of `docker ps` that are understood. @type {Readonly<Record<string, (container: Container, value: string) => boolean>>} */
const filters = {
  name: ({ Names = [] }, value) => Names.some((name) => name.includes(value)),
  status: ({ State }, value) => State === value,
}

/** @type {(name: string) => Container} */
function toContainer(name) {
  const Id = createHash('sha256').update(name).digest('hex')
  const Created = Math.floor(Date.now() / 1000)
  return { Id, Names: [`/${name}`], Image: 'hello', Command: 'hello', Created, State: 'running', Status: 'Up' }
}
