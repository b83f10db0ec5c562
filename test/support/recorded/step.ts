/** One `docker` command of a sequence in which each builds on what those before it have left. */
export interface Step {
  /** Words of `docker` as a shell would split them; `%began%` and `%now%` are times in seconds. */
  readonly command: string
  /** The command is a line for `sh`, in which `docker` is on `PATH`. */
  readonly shell?: true
  readonly input?: string
  /** The order of the lines is not the engine's to keep. */
  readonly sorted?: true
  /** What may differ between engines besides ids, times and sizes. */
  readonly mask?: RegExp
  /** How long is waited before, in ms: for what goes on in the background to have ended. */
  readonly after?: number
}

/** A step as a person would type it. */
export const typed = ({ command, shell }: Step): string => (shell === true ? command : `docker ${command}`)

/** Commands that follow one another on an engine that nothing has happened on. */
export interface Group {
  readonly title: string
  readonly steps: readonly Step[]
  /** They wait for a while, or look closer at what another group shows: `npm test` leaves them to `npm test -- --all`. */
  readonly long?: true
}

/** What came of a command, without what differs from run to run. */
export interface Recorded {
  readonly command: string
  readonly code: number
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
}
