/** How far a step of a pull, push or build is. */
export interface ProgressDetail {
  current?: number
  total?: number
  start?: number
  /** Do not print the numbers. */
  hidecounts?: boolean
  /** Bytes where absent. */
  units?: string
}

/** Why a stream of messages ends early. */
export interface ErrorDetail {
  code?: number
  message?: string
}

/** One line of progress of a pull, push, build or load. */
export interface JSONMessage {
  /** What the line is about, such as a layer; a later line with the same id replaces it on a terminal. */
  id?: string
  status?: string
  /** The bar that old clients print. */
  progress?: string
  progressDetail?: ProgressDetail
  /** What a build prints. */
  stream?: string
  /** Data for programs, such as `{ ID }` of a new image. */
  aux?: unknown
  error?: string
  errorDetail?: ErrorDetail
}
