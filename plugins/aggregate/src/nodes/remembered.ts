import type { Answer } from 'libswarm-core'

type Summary = Answer<'ContainerList'>[number]

/**
 * A container of a list as it is remembered. There are tens of thousands in a large pool, so that texts which many of them
 * have are held once, and of its networks no more than where it was: no list of a node that is down shows more.
 */
export function remembered(summary: Summary): Summary {
  const { Image, ImageID, Command, NetworkSettings } = summary
  const networks: unknown = NetworkSettings?.Networks
  return {
    ...summary,
    ...(isText(Image) && { Image: once(Image) }),
    ...(isText(ImageID) && { ImageID: once(ImageID) }),
    ...(isText(Command) && { Command: once(Command) }),
    ...(isObject(networks) && { NetworkSettings: { Networks: endpointsOf(networks) } }),
  }
}

type Endpoints = NonNullable<NonNullable<Summary['NetworkSettings']>['Networks']>

function endpointsOf(networks: Readonly<Record<string, unknown>>): Endpoints {
  const known = Object.entries(networks).flatMap(([name, endpoint]) => {
    if (!isObject(endpoint)) return []
    const { NetworkID, IPAddress } = endpoint
    return [
      [name, { ...(isText(NetworkID) && { NetworkID: once(NetworkID) }), ...(isText(IPAddress) && { IPAddress }) }],
    ]
  })
  return Object.fromEntries(known) as Endpoints
}

/** Texts that many containers have; begun anew when they are too many. */
const texts = new Map<string, string>()
const most = 10_000

function once(text: string): string {
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size === most) texts.clear()
  texts.set(text, text)
  return text
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
