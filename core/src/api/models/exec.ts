/** The body of `ContainerExec`. */
export interface ExecConfig {
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  ConsoleSize?: number[] | null
  DetachKeys?: string
  Tty?: boolean
  Env?: string[] | null
  Cmd?: string[] | null
  Privileged?: boolean
  User?: string
  WorkingDir?: string
}

/** The body of `ExecStart`. */
export interface ExecStartConfig {
  Detach?: boolean
  Tty?: boolean
  ConsoleSize?: number[] | null
}

/** All that is known of one exec. */
export interface ExecInspectResponse {
  CanRemove?: boolean
  DetachKeys?: string
  ID?: string
  Running?: boolean
  ExitCode?: number | null
  ProcessConfig?: ProcessConfig
  OpenStdin?: boolean
  OpenStderr?: boolean
  OpenStdout?: boolean
  ContainerID?: string
  Pid?: number
}

/** The process of an exec. */
export interface ProcessConfig {
  privileged?: boolean
  user?: string
  tty?: boolean
  entrypoint?: string
  arguments?: string[]
}
