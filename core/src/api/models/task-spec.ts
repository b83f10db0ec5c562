import type { HealthConfig } from './health.js'
import type { Ulimit } from './host-config.js'
import type { Mount } from './mount.js'
import type { Limit, Platform, ResourceObject } from './object.js'
import type { PluginPrivilege } from './plugin.js'

/** A task as it is asked for; times in nanoseconds. */
export interface TaskSpec {
  PluginSpec?: {
    Name?: string
    Remote?: string
    Disabled?: boolean
    PluginPrivilege?: PluginPrivilege[]
  }
  ContainerSpec?: ContainerSpec
  NetworkAttachmentSpec?: {
    ContainerID?: string
  }
  Resources?: {
    Limits?: Limit
    Reservations?: ResourceObject
    SwapBytes?: number | null
    MemorySwappiness?: number | null
  }
  RestartPolicy?: {
    Condition?: 'none' | 'on-failure' | 'any'
    Delay?: number
    MaxAttempts?: number
    Window?: number
  }
  Placement?: {
    Constraints?: string[]
    Preferences?: {
      Spread?: {
        SpreadDescriptor?: string
      }
    }[]
    MaxReplicas?: number
    Platforms?: Platform[]
  }
  ForceUpdate?: number
  Runtime?: string
  Networks?: NetworkAttachmentConfig[]
  LogDriver?: {
    Name?: string
    Options?: Record<string, string>
  }
}

/** The container of a task as it is asked for; times in nanoseconds. */
export interface ContainerSpec {
  Image?: string
  Labels?: Record<string, string>
  Command?: string[]
  Args?: string[]
  Hostname?: string
  Env?: string[]
  Dir?: string
  User?: string
  Groups?: string[]
  Privileges?: Privileges
  TTY?: boolean
  OpenStdin?: boolean
  ReadOnly?: boolean
  Mounts?: Mount[]
  StopSignal?: string
  StopGracePeriod?: number
  HealthCheck?: HealthConfig
  Hosts?: string[]
  DNSConfig?: {
    Nameservers?: string[]
    Search?: string[]
    Options?: string[]
  }
  Secrets?: {
    File?: {
      Name?: string
      UID?: string
      GID?: string
      Mode?: number
    }
    SecretID?: string
    SecretName?: string
  }[]
  OomScoreAdj?: number
  Configs?: {
    File?: {
      Name?: string
      UID?: string
      GID?: string
      Mode?: number
    }
    Runtime?: Record<string, unknown>
    ConfigID?: string
    ConfigName?: string
  }[]
  Isolation?: 'default' | 'process' | 'hyperv' | ''
  Init?: boolean | null
  Sysctls?: Record<string, string>
  CapabilityAdd?: string[]
  CapabilityDrop?: string[]
  Ulimits?: Ulimit[]
}

/** The security options of a task's container. */
export interface Privileges {
  CredentialSpec?: {
    Config?: string
    File?: string
    Registry?: string
  }
  SELinuxContext?: {
    Disable?: boolean
    User?: string
    Role?: string
    Type?: string
    Level?: string
  }
  Seccomp?: {
    Mode?: 'default' | 'unconfined' | 'custom'
    Profile?: string
  }
  AppArmor?: {
    Mode?: 'default' | 'disabled'
  }
  NoNewPrivileges?: boolean
}

/** A network that a task joins. */
export interface NetworkAttachmentConfig {
  Target?: string
  Aliases?: string[]
  DriverOpts?: Record<string, string>
}
