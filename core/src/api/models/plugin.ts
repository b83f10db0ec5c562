/** One plugin of an engine. */
export interface Plugin {
  Id?: string
  Name: string
  Enabled: boolean
  Settings: PluginSettings
  PluginReference?: string
  Config: PluginConfig
}

/** What a user may set of a plugin. */
export interface PluginSettings {
  Mounts: PluginMount[] | null
  Env: string[] | null
  Args: string[] | null
  Devices: PluginDevice[] | null
}

/** What a plugin says it is and needs. */
export interface PluginConfig {
  Description: string
  Documentation: string
  Interface: {
    Types: string[] | null
    Socket: string
    ProtocolScheme?: '' | 'moby.plugins.http/v1'
  }
  Entrypoint: string[] | null
  WorkDir: string
  User?: {
    UID?: number
    GID?: number
  }
  Network: {
    Type: string
  }
  Linux: {
    Capabilities: string[] | null
    AllowAllDevices: boolean
    Devices: PluginDevice[] | null
  }
  PropagatedMount: string
  IpcHost: boolean
  PidHost: boolean
  Mounts: PluginMount[] | null
  Env: PluginEnv[] | null
  Args: {
    Name: string
    Description: string
    Settable: string[] | null
    Value: string[] | null
  }
  rootfs?: {
    type?: string
    diff_ids?: string[] | null
  }
}

/** A mount of a plugin. */
export interface PluginMount {
  Name: string
  Description: string
  Settable: string[] | null
  Source: string
  Destination: string
  Type: string
  Options: string[] | null
}

/** A device of a plugin. */
export interface PluginDevice {
  Name: string
  Description: string
  Settable: string[] | null
  Path: string
}

/** An environment variable of a plugin. */
export interface PluginEnv {
  Name: string
  Description: string
  Settable: string[] | null
  Value: string
}

/** One thing that a plugin asks to be allowed. */
export interface PluginPrivilege {
  Name?: string
  Description?: string
  Value?: string[]
}
