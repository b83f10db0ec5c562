import { isIP } from 'node:net'
import type { MakeError } from '../errors.js'
import { isCapability } from './capabilities.js'
import type { HostConfig } from './container.js'

type Check = (host: HostConfig) => string | undefined

// In moby's order (`daemon/container.go`, `validateHostConfig`); each gives the sentence that refuses.
const checks: readonly Check[] = [
  ({ AutoRemove, RestartPolicy }) =>
    AutoRemove === true && !['', 'no'].includes(RestartPolicy?.Name ?? '')
      ? "can't create 'AutoRemove' container with restart policy"
      : undefined,
  ({ ExtraHosts }) => first(ExtraHosts, refuseExtraHost),
  ({ PortBindings }) =>
    first(Object.entries(PortBindings ?? {}), ([port, bindings]) => {
      const wrong = isPort(port)
        ? bindings?.find(({ HostPort = '' }) => !isPortRange(HostPort))?.HostPort
        : numberOf(port)
      return wrong === undefined ? undefined : `invalid port specification: "${wrong}"`
    }),
  ({ RestartPolicy }) => refusePolicy(RestartPolicy?.Name ?? '', RestartPolicy?.MaximumRetryCount ?? 0),
  ({ CapAdd }) => first(CapAdd, refuseCapability('CapAdd')),
  ({ CapDrop }) => first(CapDrop, refuseCapability('CapDrop')),
]

/** Throws `InvalidParameter` for restart policies, ports, hosts and capabilities that cannot be. */
export function checkHost(host: HostConfig, error: MakeError): void {
  const refusal = first(checks, (check) => check(host))
  if (refusal !== undefined) throw error('InvalidParameter', refusal)
}

/** Throws `InvalidParameter` for a restart policy that is none; the empty name is, and changes nothing. */
export function checkRestartPolicy({ RestartPolicy }: HostConfig, error: MakeError): void {
  const refusal = refusePolicy(RestartPolicy?.Name ?? '', RestartPolicy?.MaximumRetryCount ?? 0)
  if (refusal !== undefined) throw error('InvalidParameter', refusal)
}

/** Whether a text is one port, or a range of them, with or without a protocol; the empty one is. */
export function isPortRange(text: string): boolean {
  const [start = '', end = start, more] = numberOf(text).split('-')
  return more === undefined && isPort(start) && isPort(end) && Number(start) <= Number(end)
}

const numberOf = (port: string): string => port.split('/')[0]!

function isPort(text: string): boolean {
  const port = numberOf(text)
  return port === '' || (/^\d+$/.test(port) && Number(port) < 2 ** 16)
}

function refusePolicy(name: string, retries: number): string | undefined {
  if (name === 'always' || name === 'unless-stopped' || name === 'no') {
    return retries === 0 ? undefined : `maximum retry count cannot be used with restart policy '${name}'`
  }
  if (name === 'on-failure') return retries < 0 ? 'maximum retry count cannot be negative' : undefined
  return name === '' ? undefined : `invalid restart policy '${name}'`
}

function refuseExtraHost(text: string): string | undefined {
  const at = text.indexOf(':')
  if (at < 1) return `bad format for add-host: "${text}"`
  const address = text.slice(at + 1)
  return address === 'host-gateway' || isIP(address) > 0 ? undefined : `invalid IP address in add-host: "${address}"`
}

const refuseCapability =
  (field: string) =>
  (text: string): string | undefined =>
    isCapability(text) ? undefined : `invalid ${field}: unknown capability: "CAP_${bare(text)}"`

const bare = (capability: string): string => capability.trim().toUpperCase().replace(/^CAP_/, '')

function first<T>(list: readonly T[] | null | undefined, refuse: (one: T) => string | undefined): string | undefined {
  for (const one of list ?? []) {
    const refusal = refuse(one)
    if (refusal !== undefined) return refusal
  }
  return undefined
}
