/** One port in a list of containers. */
export interface PortSummary {
  IP?: string
  PrivatePort: number
  PublicPort?: number
  Type: 'tcp' | 'udp' | 'sctp'
}

/** Host ports by container port, such as `80/tcp`. */
export type PortMap = Record<string, PortBinding[] | null>

/** An address and a port of the host. */
export interface PortBinding {
  HostIp?: string
  HostPort?: string
}
