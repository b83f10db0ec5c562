import type { Answer } from 'libswarm-core'
import type { Instant } from '../world.js'
import type { Pool } from './pool.js'

/** How a network's addresses are said to be given out. */
export type IpamConfig = NonNullable<NonNullable<Answer<'NetworkInspect'>['IPAM']>['Config']>[number]

/** One network; a change makes a new one. */
export interface Network {
  /** 64 hexadecimal digits. */
  readonly id: string
  readonly name: string
  readonly created: Instant
  readonly driver: string
  readonly ipv4: boolean
  readonly ipv6: boolean
  readonly internal: boolean
  readonly attachable: boolean
  readonly configOnly: boolean
  /** The network that its configuration was taken from; empty for most. */
  readonly configFrom: string
  readonly options: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** As clients are told of it. */
  readonly ipam: { readonly options: Readonly<Record<string, string>> | null; readonly config: readonly IpamConfig[] }
  /** What its addresses come from: of IPv4, of IPv6. None for `host`, `none`, and one that is a configuration only. */
  readonly pools: readonly AddressPool[]
}

/** A pool of a network. */
export interface AddressPool extends Pool {
  readonly gateway: string
  /** Whether a client chose the subnet, so that it may choose addresses too. */
  readonly chosen: boolean
}

/** How one container is on one network. */
export interface Endpoint {
  /** 64 hexadecimal digits. */
  readonly id: string
  readonly mac: string
  /** With the bits of their subnets (`172.17.0.2/16`); empty where it has none. */
  readonly ipv4: string
  readonly ipv6: string
}

/** The networks that are there from the start, and cannot be removed. */
export const isPredefined = (name: string): boolean => ['bridge', 'host', 'none', 'default'].includes(name)

/** Whether containers find each other by name on a network: on all that a client has made. */
export const hasNames = ({ name }: Pick<Network, 'name'>): boolean => !isPredefined(name)

/** Whether ports of a network's containers are reachable from outside. */
export const publishes = ({ driver, internal }: Network): boolean => driver === 'bridge' && !internal
