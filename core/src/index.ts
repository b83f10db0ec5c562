export {
  formatAddress,
  parseAddress,
  type Address,
  type FdAddress,
  type TcpAddress,
  type UnixAddress,
} from './address.js'
export { describeError, isSwarmError, stackOf, swarmError, type ErrorKind, type SwarmError } from './errors.js'
export { nearest } from './nearest.js'

export type { Answers, BodyKind, QueryKind, ReplyKind, Row, Upgrade } from './api/row.js'
export {
  findOperation,
  operations,
  type Answer,
  type Body,
  type Filters,
  type JobName,
  type JobNames,
  type KindOf,
  type Operation,
  type OperationName,
  type PathParameters,
  type Payloads,
  type Query,
} from './api/table.js'
export { compareVersions } from './api/version.js'

export { backendOf } from './engine/attribution.js'
export { Chain, type BackendState, type ChainMember } from './engine/chain.js'
export { Engine, type Answerer, type EngineOptions } from './engine/engine.js'
export { endToEnd, findHeader, type HeaderList, type HeadersInit } from './engine/headers.js'
export type { AnyJob, Job, JobInit } from './engine/job.js'
export { createLogger, logLevels, silent, type Logger, type LogLevel } from './engine/log.js'
export { logNotCaught } from './engine/not-caught.js'
export { protocolVersion } from './engine/protocol.js'
export type { Reply, ReplyBody, ReplyInit } from './engine/reply.js'
export type { Result } from './engine/result.js'
export type {
  CatchAll,
  CatchAllFunction,
  Connection,
  Handler,
  HandlerFunction,
  Runner,
  Splicing,
} from './engine/runner.js'

export {
  findBackend,
  inspectBackend,
  listBackends,
  type Found,
  type Inspected,
  type Installed,
} from './backend/discover.js'
export { checkBackend, type Checked } from './backend/load.js'
export { sentencesOf, type SwarmErrors } from './backend/failures.js'
export type { Places } from './backend/places.js'
export type { BackendStatus } from './backend/standing.js'
export type {
  BackendSpec,
  Child,
  EngineHandle,
  InlineBackend,
  Install,
  NamedSpec,
  OperationOf,
} from './backend/contract.js'
export type { Isolate, IsolationOptions } from './backend/isolation.js'
export { isolationLimits, type IsolationLimits } from './backend/isolate/limits.js'
export { keyword } from './backend/check-manifest.js'
export type { Manifest } from './backend/manifest.js'
export { readSpec } from './backend/named-spec.js'
export { nameOf, packageOf } from './backend/resolve-name.js'
export { usageOf, type OptionSpec, type OptionTable, type OptionValues } from './backend/option-table.js'
export { helpOf } from './backend/options-help.js'
export { checkOptions, parseOptions, type Owner } from './backend/options.js'
export { splitWords } from './backend/spec.js'

export type { FrontendLimits } from './http/limits.js'
export { statusOf } from './http/status.js'
export type { ComposeOptions, Daemon, DaemonOptions } from './daemon.js'
export type { ListenAddress } from './listen/asked.js'
export type { Listenable } from './listen/check.js'
export type { Guard } from './listen/exposure.js'
export type { SocketOptions } from './listen/listener.js'
export type { TlsFiles } from './listen/tls-files.js'
export { checkListening, compose, refusePassed, startDaemon } from './lazy-daemon.js'
