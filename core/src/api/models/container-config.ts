import type { NetworkingConfig } from './endpoint.js'
import type { HealthConfig } from './health.js'
import type { HostConfig, Resources, RestartPolicy } from './host-config.js'

/** What of a container does not depend on its host. */
export interface ContainerConfig {
  Hostname?: string
  Domainname?: string
  User?: string
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  ExposedPorts?: Record<string, Record<string, never>> | null
  Tty?: boolean
  OpenStdin?: boolean
  StdinOnce?: boolean
  Env?: string[] | null
  Cmd?: string[] | null
  Healthcheck?: HealthConfig
  ArgsEscaped?: boolean | null
  Image?: string
  Volumes?: Record<string, Record<string, never>> | null
  WorkingDir?: string
  Entrypoint?: string[] | null
  NetworkDisabled?: boolean | null
  OnBuild?: string[] | null
  Labels?: Record<string, string> | null
  StopSignal?: string | null
  StopTimeout?: number | null
  Shell?: string[] | null
  MacAddress?: string | null
}

/** The body of `ContainerCreate`. */
export interface ContainerCreateRequest extends ContainerConfig {
  HostConfig?: HostConfig | null
  NetworkingConfig?: NetworkingConfig | null
}

/** The body of `ContainerUpdate`. */
export interface ContainerUpdateRequest extends Resources {
  RestartPolicy?: RestartPolicy
}
