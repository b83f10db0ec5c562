/** Where backends are looked for, and nowhere else; the order is that of `listBackends`. */
export interface Places {
  /** The folder that names are resolved from; its package's direct dependencies count. */
  readonly from: string
  /** Folders of the backends that the host brings along. Their names cannot be taken by others. */
  readonly standard: readonly string[]
  /** Folders of backends that may be named although they are no dependencies; absolute. */
  readonly paths?: readonly string[]
  /** Packages that may be named although they are no direct dependencies, looked up from `from` as Node does. */
  readonly packages?: readonly string[]
  /** Names of backends, or of their packages, that are never loaded. */
  readonly deny?: readonly string[]
  /** The folder whose `node_modules` the host itself is installed in. */
  readonly host?: string | undefined
}
