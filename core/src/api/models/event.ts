/** One event; `time` in seconds. `status`, `id` and `from` are those of API 1.51 and older. */
export interface EventMessage {
  Type?:
    | 'builder'
    | 'config'
    | 'container'
    | 'daemon'
    | 'image'
    | 'network'
    | 'node'
    | 'plugin'
    | 'secret'
    | 'service'
    | 'volume'
  Action?: string
  Actor?: EventActor
  scope?: 'local' | 'swarm'
  time?: number
  timeNano?: number
  status?: string
  id?: string
  from?: string
}

/** What an event happened to. */
export interface EventActor {
  ID?: string
  Attributes?: Record<string, string>
}
