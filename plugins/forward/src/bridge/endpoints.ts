import { isEmpty, isFields, type Change, type Fields } from './fields.js'

/** Changes the endpoint that `NetworkMode` of a `ContainerCreate` means, which is made where there is none yet. */
export function changeMainEndpoint(body: Fields, change: Change): Fields {
  const networking = isFields(body['NetworkingConfig']) ? body['NetworkingConfig'] : {}
  const endpoints = endpointsOf(body)
  const name = mainNetworkOf(body, endpoints)
  if (name === undefined) return body
  const endpoint = isFields(endpoints[name]) ? endpoints[name] : {}
  return {
    ...body,
    NetworkingConfig: { ...networking, EndpointsConfig: { ...endpoints, [name]: change(endpoint) } },
  }
}

/** The endpoint that `NetworkMode` of a `ContainerCreate` means; undefined where there is none. */
export function mainEndpointOf(body: Fields): Fields | undefined {
  const endpoints = endpointsOf(body)
  const endpoint = endpoints[mainNetworkOf(body, endpoints) ?? '']
  return isFields(endpoint) ? endpoint : undefined
}

function endpointsOf(body: Fields): Fields {
  const networking = body['NetworkingConfig']
  const endpoints = isFields(networking) ? networking['EndpointsConfig'] : undefined
  return isFields(endpoints) ? endpoints : {}
}

/** The name of the main endpoint; undefined where the container has no network of its own. */
function mainNetworkOf(body: Fields, endpoints: Fields): string | undefined {
  const host = body['HostConfig']
  const mode = isFields(host) && typeof host['NetworkMode'] === 'string' ? host['NetworkMode'] : ''
  if (mode === 'host' || mode === 'none' || mode.startsWith('container:')) return undefined
  if (Object.hasOwn(endpoints, mode)) return mode
  const names = Object.keys(endpoints)
  // The mode may be the network's id where the endpoint has its name.
  if (names.length === 1) return names[0]
  return mode === '' || mode === 'default' ? 'bridge' : mode
}

/** Moves the address of the whole container to its main endpoint. */
export const macToEndpoint: Change = (body) => {
  const { MacAddress: address, ...rest } = body
  if (typeof address !== 'string' || address === '') return body
  const moved = changeMainEndpoint(rest, (endpoint) =>
    isEmpty(endpoint['MacAddress']) ? { ...endpoint, MacAddress: address } : endpoint,
  )
  return moved === rest ? body : moved
}

/** Moves the address of the main endpoint to the whole container. */
export const macToContainer: Change = (body) => {
  const address = mainEndpointOf(body)?.['MacAddress']
  return typeof address === 'string' && address !== '' && isEmpty(body['MacAddress'])
    ? { ...body, MacAddress: address }
    : body
}

const perEndpoint = 'com.docker.network.endpoint.sysctls'

/** Moves the sysctls of `eth0` to the main endpoint, whose interface has no name yet. */
export const sysctlsToEndpoint: Change = (body) => {
  const host = body['HostConfig']
  const sysctls = isFields(host) ? host['Sysctls'] : undefined
  if (!isFields(host) || !isFields(sysctls)) return body
  const isMoved = (name: string): boolean => /^net\.[^.]+\.[^.]+\.eth0\./.test(name)
  const moved = Object.entries(sysctls).filter(([name]) => isMoved(name))
  if (moved.length === 0) return body
  const texts = moved.map(([name, value]) => `${name.replace('.eth0.', '.IFNAME.')}=${String(value)}`)
  const left = Object.fromEntries(Object.entries(sysctls).filter(([name]) => !isMoved(name)))
  return changeMainEndpoint({ ...body, HostConfig: { ...host, Sysctls: left } }, (endpoint) => {
    const options = isFields(endpoint['DriverOpts']) ? endpoint['DriverOpts'] : {}
    const own = options[perEndpoint]
    const all = typeof own === 'string' && own !== '' ? [...texts, own] : texts
    return { ...endpoint, DriverOpts: { ...options, [perEndpoint]: all.join(',') } }
  })
}
